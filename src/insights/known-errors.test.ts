import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { useApp } from "#test/app.ts";
import { fillHistory } from "#test/history.ts";
import { buildScene, contactRow, day, dealRow, lostRow, wonRow, type Path, type Scene } from "#test/ledger.ts";
import type { ChannelAnswer, MetricsAnswer, RecordsAnswer } from "./contract.ts";
import type { DurationsAnswer, FlowRecords, FlowsAnswer, FunnelAnswer } from "./flow/contract.ts";
import type { ForecastAnswer, ForecastDeals } from "./forecast/contract.ts";
import type { CustomersAnswer } from "./repeat/contract.ts";

/** Noon in Berlin on a day of March 2026. */
const march = (date: number) => Date.UTC(2026, 2, date, 11);
const period = "from=2026-03-01&to=2026-03-31";
const times = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));

describe("errors that sales figures are known for", () => {
  const app = useApp();
  beforeAll(() => setClock(() => Date.UTC(2026, 3, 15, 12)));
  afterAll(() => setClock(() => Date.now()));

  async function ask<Body>(scene: Scene, path: string): Promise<Body> {
    await app.settle();
    const { status, body } = await app.api<Body>("GET", `/api/insights/${path}`, undefined, { workspace: scene.workspaceId });
    expect([path, status]).toEqual([path, 200]);
    return body;
  }
  const metrics = async (scene: Scene, query = period) => (await ask<MetricsAnswer>(scene, `metrics?${query}`)).metrics;

  it("lost deals vanish from the funnel: they stay in it, where they were lost", async () => {
    const scene = await buildScene(app.db);
    const path: Path = [
      ["interest", march(2)],
      ["decision", march(4)],
    ];
    await scene.write([
      ...times(12, () => wonRow(scene, { path: [...path, ["purchase", march(6)]] })),
      ...times(8, () => lostRow(scene, { path: [["interest", march(2)]], closedAt: march(9) })),
    ]);
    const { cohort } = await ask<FunnelAnswer>(scene, `funnel?${period}`);
    expect(cohort).toMatchObject({ deals: 20, won: 12, lost: 8, open: 0 });
    const decision = cohort.way.find(({ stage }) => stage === "decision")!;
    expect(decision).toMatchObject({ reached: 12, lost: 8, open: 0, share: { value: expect.closeTo(0.6, 9), n: 20 } });
    expect(cohort.stages.find(({ stage }) => stage === "interest")).toMatchObject({ entered: 20, passed: 12, lost: 8 });
    expect((await ask<FlowRecords>(scene, `funnel/records?${period}&of=stage&stage=interest`)).total).toBe(20);
    const { gates } = await ask<ChannelAnswer>(scene, `channel?pipelineId=${scene.pipelineId}`);
    expect(gates.find(({ from }) => from === "interest")).toMatchObject({ entered: 20, passed: 12, conversion: expect.closeTo(0.6, 9) });
  });

  it("a re-entered stage counted twice: a deal enters a stage once, whatever turns it takes", async () => {
    const scene = await buildScene(app.db);
    const turning = wonRow(scene, {
      path: [
        ["interest", march(2)],
        ["evaluation", march(3)],
        ["interest", march(4)],
        ["evaluation", march(5)],
        ["interest", march(6)],
        ["evaluation", march(7)],
        ["purchase", march(8)],
      ],
    });
    const straight = times(9, () => lostRow(scene, { path: [["interest", march(2)], ["evaluation", march(3)]], closedAt: march(9) })); // prettier-ignore
    await scene.write([turning, ...straight]);
    const { cohort } = await ask<FunnelAnswer>(scene, `funnel?${period}`);
    const evaluation = cohort.stages.find(({ stage }) => stage === "evaluation")!;
    expect(evaluation).toMatchObject({ entered: 10, passed: 1, lost: 9, open: 0, again: 2, back: 2, next: { value: 0.1 } });
    expect(cohort.way.find(({ stage }) => stage === "evaluation")).toMatchObject({ reached: 10, lost: 0, open: 0 });
    const { gates } = await ask<ChannelAnswer>(scene, `channel?pipelineId=${scene.pipelineId}`);
    expect(gates.find(({ from }) => from === "evaluation")).toMatchObject({ entered: 10, passed: 1, conversion: 0.1 });
    const { total, records } = await ask<FlowRecords>(scene, `funnel/records?${period}&of=stage&stage=evaluation`);
    expect([total, new Set(records.map(({ id }) => id)).size]).toEqual([10, 10]);
    expect((await ask<FlowRecords>(scene, `funnel/records?${period}&of=back&stage=evaluation`)).total).toBe(2);
    const { stages } = await ask<FlowsAnswer>(scene, `flows?${period}`);
    expect(stages.find(({ stage }) => stage === "evaluation")!.months[0]).toMatchObject({ entered: 12, back: 2 }); // stays are told apart from deals
  });

  it("age from creation instead of stage entry: a stay begins when the stage is entered", async () => {
    const scene = await buildScene(app.db);
    const old = dealRow(scene, {
      path: [
        ["interest", march(1)],
        ["decision", march(31)],
      ],
    });
    await scene.write([
      old,
      ...times(10, () => lostRow(scene, { path: [["interest", march(1)], ["decision", march(2)]], closedAt: march(22) })), // prettier-ignore
    ]);
    const { zombies, stages } = await ask<DurationsAnswer>(scene, `durations?${period}&asOf=2026-04-14`);
    // fourteen days in its stage are less than the twenty after which others left it; forty-four since it began are more than any took
    expect(zombies.stages.find(({ stage }) => stage === "decision")).toMatchObject({ open: 1, older: 0, longestDays: 20 });
    expect(zombies).toMatchObject({ open: 1, older: 1, oldestClosedDays: 21 });
    const age = async (of: string) =>
      (await ask<FlowRecords>(scene, `funnel/records?of=${of}&state=open&asOf=2026-04-14`)).records.map(({ value }) => value);
    expect([await age("stalled&stage=decision"), await age("zombies")]).toEqual([[14], [44]]);
    expect(stages.find(({ stage }) => stage === "decision")!.median.value).toBe(20);
  });

  it("a reopened deal: neither lost nor counted again, and then won once, in its own time", async () => {
    const scene = await buildScene(app.db);
    const id = newId();
    const first: Path = [["interest", march(2)]];
    const second: Path = [...first, ["decision", march(20)]];
    await scene.write([lostRow(scene, { id, path: first, closedAt: march(9) })]);
    expect((await metrics(scene)).winRate).toMatchObject({ n: 1 });
    await scene.write([dealRow(scene, { id, path: second })]);
    expect((await metrics(scene)).winRate).toMatchObject({ n: 0 });
    expect((await ask<FunnelAnswer>(scene, `funnel?${period}`)).cohort).toMatchObject({ deals: 1, won: 0, lost: 0, open: 1 });
    await scene.write([wonRow(scene, { id, path: [...second, ["purchase", march(25)]] })]);
    const { winRate, averageDealSize, salesCycle, conversionRate } = await metrics(scene);
    expect([winRate.n, averageDealSize.n, salesCycle.n, conversionRate.n]).toEqual([1, 1, 1, 1]);
    expect((await ask<FunnelAnswer>(scene, `funnel?${period}`)).cohort).toMatchObject({ deals: 1, won: 1, lost: 0, open: 0 });
    const cycle = await ask<RecordsAnswer>(scene, `records?metric=salesCycle&${period}`);
    expect(cycle).toMatchObject({ total: 1, sum: 23 });
    // and on a day between it was what it was then
    const outcome = async (date: string) => (await ask<RecordsAnswer>(scene, `records?metric=conversionRate&${period}&asOf=${date}`)).records[0]!.outcome; // prettier-ignore
    expect([await outcome("2026-03-08"), await outcome("2026-03-12"), await outcome("2026-03-22")]).toEqual(["open", "lost", "open"]);
  });

  it("a deal lost today that was won before: no sale, no revenue, one deal lost", async () => {
    const scene = await buildScene(app.db);
    const id = newId();
    const path: Path = [
      ["interest", march(2)],
      ["purchase", march(5)],
    ];
    const others = times(9, () => wonRow(scene, { path }));
    await scene.write([...others, wonRow(scene, { id, path })]);
    expect((await metrics(scene)).averageDealSize.n).toBe(10);
    await scene.write([lostRow(scene, { id, path, closedAt: march(20), lostReason: "order_cancelled" })]);
    const { winRate, averageDealSize } = await metrics(scene);
    expect([winRate.value, winRate.n, averageDealSize.n]).toEqual([0.9, 10, 9]);
    expect(await ask<RecordsAnswer>(scene, `records?metric=averageDealSize&${period}`)).toMatchObject({ total: 9, sum: 90_000 });
    const { cohort } = await ask<FunnelAnswer>(scene, `funnel?${period}`);
    expect(cohort).toMatchObject({ deals: 10, won: 9, lost: 1, open: 0 });
    expect(cohort.way.at(-1)).toMatchObject({ stage: "purchase", reached: 9, lost: 1 });
    expect((await metrics(scene, `${period}&asOf=2026-03-10`)).averageDealSize.n).toBe(10); // it was a sale on that day
  });

  it("people still inside the window counted as lost: who came lately is undecided", async () => {
    const scene = await buildScene(app.db);
    const april = (date: number) => Date.UTC(2026, 3, date, 11);
    const customers = times(40, (i) => {
      const contactId = newId();
      const order = (n: number, at: number) => wonRow(scene, { contactId, n, path: [["decision", at - day], ["purchase", at]] }); // prettier-ignore
      const rows = i < 20 ? [order(0, march(1)), order(1, march(11))] : [order(0, april(14))];
      return [contactRow({ id: contactId, firstSeenAt: march(1) }), ...rows];
    }).flat();
    await scene.write(customers);
    const { repeatRate, repeatNaive } = await ask<CustomersAnswer>(scene, "customers?from=first");
    expect(repeatNaive.value).toBe(0.5); // what counting them as gone would say
    expect(repeatRate).toMatchObject({ value: 1, n: 40, undecided: 20 });

    const young = await buildScene(app.db);
    await young.write([
      ...times(6, () => wonRow(young, { path: [["interest", march(17)], ["purchase", march(27)]] })), // prettier-ignore
      ...times(4, () => lostRow(young, { path: [["interest", march(17)]], closedAt: march(27) })),
      ...times(20, () => dealRow(young, { path: [["interest", april(14)]] })),
    ]);
    const { conversionRate } = await metrics(young);
    expect(conversionRate).toMatchObject({ n: 10, undecided: 0, value: expect.closeTo(0.6, 9) });
    const whole = (await metrics(young, "from=2026-03-01&to=2026-04-15")).conversionRate;
    expect(whole).toMatchObject({ n: 30, undecided: 20, value: expect.closeTo(0.6, 9) });
    expect(whole.beside.find(({ name }) => name === "wonOfAll")!.value).toBe(0.2);
  });

  it("a tag edited on a closed deal changing the past: source, category and owner stay those of its close", async () => {
    const scene = await buildScene(app.db);
    const path: Path = [
      ["interest", march(2)],
      ["purchase", march(5)],
    ];
    const tags = { touchSource: "newsletter", category: "tea", ownerId: "ada" };
    const ids = times(6, () => newId());
    await scene.write(ids.map((id) => wonRow(scene, { id, path, ...tags })));
    const bySource = async (query = "") => {
      const said = await Promise.all(
        ["source", "category", "owner"].map((by) => ask<MetricsAnswer>(scene, `metrics?${period}&by=${by}${query}`)),
      );
      return said.map(({ groups }) => groups!.map(({ key, metrics: { averageDealSize } }) => [key, averageDealSize.n]));
    };
    const before = await bySource();
    expect(before).toEqual([[["newsletter", 6]], [["tea", 6]], [["ada", 6]]]);
    const edited = { touchSource: "search", category: "pots", ownerId: "eve" };
    await scene.write(ids.map((id) => ({ ...wonRow(scene, { id, path, ...edited }), type: "deal.changed" as const, at: march(20) })));
    expect(await bySource()).toEqual(before);
    expect(await bySource("&asOf=2026-03-10")).toEqual(before);
  });
});

describe("errors that forecasts are known for", { timeout: 60_000 }, () => {
  const app = useApp();

  it("lost deals in the forecast: among its open deals is none that was lost", async () => {
    const scene = await buildScene(app.db);
    await fillHistory(scene, { deals: 300, months: 14, random: openRandom(9) });
    const lost = times(30, () => newId());
    const path: Path = [["awareness", Date.now() - 3 * day]];
    await scene.write(lost.map((id) => dealRow(scene, { id, path, valueMinor: 5_000_000, currency: "EUR" })));
    const told = async () => {
      await app.settle(30_000);
      const get = async <Body>(question: string) =>
        (await app.api<Body>("GET", `/api/insights/${question}`, undefined, { workspace: scene.workspaceId })).body;
      const { split } = await get<ForecastAnswer>("forecast?horizon=90d");
      const { records, total } = await get<ForecastDeals>("forecast/deals?horizon=90d&limit=200");
      expect(total).toBe(split.open.n);
      return { n: split.open.n, lost: records.filter(({ id }) => lost.includes(id)).length };
    };
    const before = await told();
    expect(before.lost).toBe(30);
    await scene.write(lost.map((id) => lostRow(scene, { id, path, closedAt: Date.now() - day })));
    expect(await told()).toEqual({ n: before.n - 30, lost: 0 });
  });
});
