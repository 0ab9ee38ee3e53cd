import { beforeAll, describe, expect, it } from "vitest";
import { addDays } from "#base/clock.ts";
import { useApp } from "#test/app.ts";
import { activitiesOf, fullShop, madeByHand } from "#test/full-shop.ts";
import { buildScene, type Scene } from "#test/ledger.ts";
import {
  metricNames,
  type ChannelAnswer,
  type MetricsAnswer,
  type OrderRecords,
  type RecordsAnswer,
  type RecordsPage,
} from "./contract.ts";
import type { DurationsAnswer, FlowRecords, FunnelAnswer, JamsAnswer } from "./flow/contract.ts";
import type { ForecastAnswer, ForecastDeals } from "./forecast/contract.ts";
import type { CustomerRecords, CustomersAnswer } from "./repeat/contract.ts";
import { saleGroups, type HeatAnswer, type SalesAnswer } from "./sales/contract.ts";
import type { BinAnswer, OpenAnswer, ScoreAnswer } from "./score/contract.ts";
import type { BenchmarksAnswer, TrendsAnswer } from "./trends/contract.ts";

describe("every figure of every page opens records whose count and sum equal it", { timeout: 120_000 }, () => {
  const app = useApp();
  let scene: Scene;
  beforeAll(async () => {
    scene = await buildScene(app.db);
    const end = Date.now() - 60_000;
    const rows = fullShop(scene, end);
    await scene.write([...rows, ...activitiesOf(rows), ...madeByHand(scene, end)]);
    await app.settle(60_000);
  }, 90_000);

  async function get<Body>(path: string): Promise<Body> {
    const { status, body } = await app.api<Body>("GET", `/api/insights/${path}`, undefined, { workspace: scene.workspaceId });
    expect([path, status, status === 200 ? "" : body]).toEqual([path, 200, ""]);
    return body;
  }

  /** All pages of a list: they are as many as it says. */
  async function all<Page extends { total: number }, Row>(path: string, rowsIn: (page: Page) => readonly Row[]) {
    const first = await get<Page>(`${path}&limit=200`);
    const rows = [...rowsIn(first)];
    while (rows.length < first.total) rows.push(...rowsIn(await get<Page>(`${path}&limit=200&offset=${rows.length}`)));
    expect([path, rows.length]).toEqual([path, first.total]);
    return { ...first, rows };
  }

  /** A list whose records' values add up to the sum that it says. */
  async function adding<Page extends { total: number; sum: number; records: { value: number | null }[] }>(path: string) {
    const found = await all<Page, Page["records"][number]>(path, ({ records }) => records);
    expect([path, added(found.rows.map(({ value }) => value))]).toEqual([path, expect.closeTo(found.sum, 3)]);
    return found;
  }

  const deals = (query: string) => all<FlowRecords, FlowRecords["records"][number]>(`funnel/records?${query}`, ({ records }) => records);
  const added = (values: readonly (number | null)[]) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

  /** Counts beside what their lists hold. Some of them must count something, or nothing is shown. */
  async function alike(counts: readonly (readonly [name: string, figure: number, query: string])[]) {
    const found: [string, number][] = [];
    for (const [name, , query] of counts) found.push([name, (await deals(query)).total]);
    expect(found).toEqual(counts.map(([name, figure]) => [name, figure]));
  }

  it("overview: each figure, whole and by source, and the gates of the channel", async () => {
    const whole = await get<MetricsAnswer>("metrics?by=source");
    for (const [query, metrics] of [["", whole.metrics] as const, ...whole.groups!.map((g) => [`&source=${g.key}`, g.metrics] as const)]) {
      for (const metric of metricNames) {
        const figure = metrics[metric];
        const found = await adding<RecordsAnswer>(`records?metric=${metric}${query}`);
        expect([metric, query, found.total]).toEqual([metric, query, figure.n]);
        if (figure.value === null) continue;
        const value = figure.unit === "count" || figure.unit === "money per day" ? found.sum : found.sum / found.whole;
        expect([metric, query, value]).toEqual([metric, query, expect.closeTo(figure.value, 6)]);
      }
    }
    expect(whole.groups!.length).toBeGreaterThan(2);
    const { gates, from, to } = await get<ChannelAnswer>(`channel?pipelineId=${scene.pipelineId}`);
    expect(gates.map((gate) => gate.entered > 0)).toContain(true);
    await alike(
      gates.flatMap((gate) => {
        const query = `from=${from}&to=${to}&of=stage&stage=${gate.to === "retention" ? gate.to : gate.from}`;
        return [
          [`${gate.from} entered`, gate.entered, query],
          [`${gate.from} passed`, gate.passed, `${query}&state=passed`],
          [`${gate.from} open`, gate.undecided, `${query}&state=open`],
        ] as const;
      }),
    );
  });

  it("funnel: the way, each stage, jumps, moves back, and what an import found", async () => {
    for (const period of ["from=first", "from=first&source=newsletter"]) {
      const { cohort } = await get<FunnelAnswer>(`funnel?${period}`);
      await alike([
        ["began", cohort.deals, `${period}&of=way`],
        ["won", cohort.won, `${period}&of=way&state=passed`],
        ["lost", cohort.lost, `${period}&of=way&state=lost`],
        ["open", cohort.open, `${period}&of=way&state=open`],
        ["late", cohort.lateEntry, `${period}&of=way&state=late`],
        ["unknown", cohort.unknownBeginning, `${period}&of=unknown`],
        ...cohort.way.flatMap(({ stage, reached, lost, open, jumped }) => {
          const query = `${period}&of=way&stage=${stage}`;
          return [
            [`way ${stage} reached`, reached, `${query}&state=passed`],
            [`way ${stage} lost`, lost, `${query}&state=lost`],
            [`way ${stage} open`, open, `${query}&state=open`],
            [`way ${stage} jumped`, jumped, `${query}&state=jumped`],
          ] as const;
        }),
        ...cohort.stages.flatMap(({ stage, entered, passed, lost, open, back, again, found }) => {
          const query = `${period}&stage=${stage}`;
          return [
            [`${stage} entered`, entered, `${query}&of=stage`],
            [`${stage} passed`, passed, `${query}&of=stage&state=passed`],
            [`${stage} lost`, lost, `${query}&of=stage&state=lost`],
            [`${stage} open`, open, `${query}&of=stage&state=open`],
            [`${stage} back`, back, `${query}&of=back`],
            [`${stage} again`, again, `${query}&of=again`],
            [`${stage} found`, found, `${query}&of=found`],
          ] as const;
        }),
      ]);
      if (period !== "from=first") continue;
      const some = (name: "back" | "again" | "found" | "jumped") => added(cohort.stages.map((stage) => stage[name]));
      expect([some("back"), some("again"), some("found"), some("jumped") > 0]).toEqual([12, 12, 3, true]);
      expect([cohort.lateEntry, cohort.unknownBeginning]).toEqual([3, 3]);
    }
  });

  it("durations: how many, how many of them open, and what is older than any that ended", async () => {
    const { whole, stages, waits, response, zombies } = await get<DurationsAnswer>("durations?from=first");
    await alike([
      ...waits!.stages.flatMap(({ stage, stays, leftOut, us, customer }) => {
        const query = `from=first&stage=${stage}`;
        return [
          [`${stage} worked`, stays, `${query}&of=waits`],
          [`${stage} unlogged`, leftOut, `${query}&of=unlogged`],
          [`${stage} for us`, us.waits, `${query}&of=waits&state=us`],
          [`${stage} for the customer`, customer.waits, `${query}&of=waits&state=customer`],
          [`${stage} for us now`, us.now, `${query}&of=waiting&state=us`],
          [`${stage} for the customer now`, customer.now, `${query}&of=waiting&state=customer`],
        ] as const;
      }),
      ...whole.decay.points.map(({ minutes, chance }) => [`open at ${minutes}`, chance.n, `from=first&of=aged&age=${minutes}`] as const),
    ]);
    expect([added(waits!.stages.map(({ us }) => us.now)) > 0, added(waits!.stages.map(({ customer }) => customer.now)) > 0]).toEqual([
      true,
      true,
    ]);
    await alike([
      ["need an answer", response!.deals, "from=first&of=answers"],
      ["answered", response!.answered, "from=first&of=answers&state=passed"],
      ["unanswered", response!.waiting, "from=first&of=answers&state=open"],
      ["closed unanswered", response!.unanswered, "from=first&of=answers&state=lost"],
    ]);
    expect(response).toMatchObject({ deals: 15, answered: 10, waiting: 4, unanswered: 1 });
    const { points } = (await get<DurationsAnswer>("durations?from=first&clock=working")).whole.decay;
    await alike(
      points.map(
        ({ minutes, chance }) => [`open at ${minutes} of work`, chance.n, `from=first&of=aged&clock=working&age=${minutes}`] as const,
      ),
    );
    await alike([
      ["whole", whole.n, "from=first&of=way"],
      ["whole open", whole.open, "from=first&of=way&state=open"],
      ["whole won", whole.wonN, "from=first&of=way&state=passed"],
      ...stages.flatMap(({ stage, n, open }) => [
        [`${stage} stays`, n, `from=first&of=stays&stage=${stage}`] as const,
        [`${stage} open stays`, open, `from=first&of=stays&stage=${stage}&state=open`] as const,
      ]),
      ["open deals", zombies.open, "of=zombies&state=open"],
      ["older than any that closed", zombies.older, "of=zombies"],
      ["unknown", zombies.unknownBeginning, "of=unknown"],
      ...zombies.stages.flatMap(({ stage, open, older }) => [
        [`${stage} open`, open, `of=stalled&stage=${stage}&state=open`] as const,
        [`${stage} older`, older, `of=stalled&stage=${stage}`] as const,
      ]),
    ]);
    expect([zombies.older > 0, zombies.valueOlder > 0]).toEqual([true, true]);
    const [open, older] = [await deals("of=zombies&state=open"), await deals("of=zombies")];
    expect([open.money, older.money]).toEqual([zombies.valueOpen, zombies.valueOlder]);
    expect(added(older.rows.map(({ valueMinor }) => valueMinor))).toBe(zombies.valueOlder);
    expect(open.rows.filter(({ valueMinor }) => valueMinor === null)).toHaveLength(zombies.withoutValue);
  });

  it("jams: what each stage is judged by, what stands in it, and the deals that lie about", async () => {
    const { jams, zombies } = await get<JamsAnswer>("jams?from=first");
    expect(jams.some(({ entered, capacity }) => entered > 0 && capacity !== null)).toBe(true);
    await alike([
      ["open deals", zombies.open, "of=zombies&state=open"],
      ["older", zombies.older, "of=zombies"],
      ...jams.flatMap(({ stage, entered, onward, lost, open, capacity, team }) => {
        const query = `from=first&stage=${stage}`;
        return [
          [`${stage} entered`, entered, `${query}&of=jam`],
          [`${stage} onward`, onward, `${query}&of=jam&state=passed`],
          [`${stage} lost`, lost, `${query}&of=jam&state=lost`],
          [`${stage} open`, open, `${query}&of=jam&state=open`],
          ...(capacity ? [[`${stage} stock`, capacity.stock, `${query}&of=stock`] as const] : []),
          ...(team ? [[`${stage} had by somebody`, team.arrivals.n, `${query}&of=team`] as const] : []),
          ...(team ? [[`${stage} in its busiest week`, team.perPerson.n, `${query}&of=team&state=passed`] as const] : []),
        ] as const;
      }),
    ]);
  });

  it("forecast: won so far, open deals, returning customers, what covers the target, the weighted pipeline, the months before", async () => {
    const { split: quarter, past, day, from } = await get<ForecastAnswer>("forecast?horizon=quarter");
    const won = async (days: string) => adding<RecordsAnswer>(`records?metric=averageDealSize&${days}`);
    const soFar = await won(`from=${from}&to=${day}`);
    expect([soFar.total, soFar.sum]).toEqual([quarter.won.n, quarter.won.value]);
    for (const month of past) {
      const found = await won(`from=${month.from}&to=${month.to}`);
      expect([month.from, found.total, found.sum]).toEqual([month.from, month.n, month.won]);
    }
    expect(past.length).toBeGreaterThan(9);
    const { split, coverage, weighted } = await get<ForecastAnswer>("forecast?horizon=90d");
    const open = (part: string) => all<ForecastDeals, ForecastDeals["records"][number]>(`forecast/deals?horizon=90d&part=${part}`, ({ records }) => records); // prettier-ignore
    for (const [part, n, value] of [
      ["open", split.open.n, split.open.value],
      ["returning", split.returning.n, split.returning.value],
      ["covering", coverage.n, coverage.openMinor],
      ["weighted", weighted.n, weighted.value],
    ] as const) {
      const found = await open(part);
      expect([part, found.total]).toEqual([part, n]);
      expect(Math.abs(found.sum - value!)).toBeLessThan(1);
      expect(added(found.rows.map((record) => record.value))).toBeCloseTo(found.sum, 3);
    }
    expect(split.open.n).toBeGreaterThan(50);
    expect(coverage.n).toBeGreaterThan(10);
    expect(weighted.n).toBeGreaterThan(20);
    expect(added(weighted.stages.map(({ n }) => n)) + weighted.leftOut.withoutValue).toBe(split.open.n);
  });

  it("forecast: won so far and open deals of each owner, source and pipeline", async () => {
    for (const by of ["owner", "source", "pipeline"]) {
      const { groups } = await get<ForecastAnswer>(`forecast?horizon=quarter&by=${by}`);
      for (const { key, split } of groups!) {
        for (const part of ["won", "open"] as const) {
          const found = await adding<ForecastDeals>(`forecast/deals?horizon=quarter&part=${part}&by=${by}&group=${key}`);
          expect([by, key, part, found.total]).toEqual([by, key, part, split[part].n]);
          expect(Math.abs(found.sum - split[part].value!)).toBeLessThan(part === "won" ? 0.001 : 1.5);
        }
      }
    }
  });

  it("trends: the last weeks of each series", async () => {
    const { series } = await get<TrendsAnswer>("trends");
    expect(series.length).toBeGreaterThan(8);
    for (const { metric, points, pipelineId, stageId, horizonDays } of series) {
      const words = Object.entries({ metric, pipelineId, stageId, horizonDays }).filter(([, value]) => value !== null);
      const query = new URLSearchParams(words.map(([name, value]) => [name, String(value)]));
      for (const { week, value, n } of points.slice(-3)) {
        if (value === null) continue;
        const found = await adding<RecordsPage>(`trends/records?${query}&from=${week}&to=${addDays(week, 6)}`);
        const isSum = ["leads", "dealsBegun", "dealsWon", "revenueWon", "stageArrivals"].includes(metric);
        expect([metric, stageId, week, found.total]).toEqual([metric, stageId, week, n]);
        expect([metric, week, isSum ? found.sum : found.sum / found.total]).toEqual([metric, week, expect.closeTo(value, 6)]);
      }
    }
  });

  it("reference values: the journeys with a cart behind one's own share", async () => {
    const { rows } = await get<BenchmarksAnswer>("benchmarks?from=first");
    expect(rows.map(({ key }) => key)).toEqual(["cartAbandonment"]);
    const found = await adding<RecordsPage>("benchmarks/carts?from=first");
    const { n, undecided } = rows[0]!.own!;
    expect([found.total, found.rows.filter(({ outcome }) => outcome === "open").length]).toEqual([n, undecided]);
    expect(n).toBeGreaterThan(20);
  });

  it("sales: each row, and each hour of the week", async () => {
    for (const by of saleGroups) {
      const { rows, total } = await get<SalesAnswer>(`sales?by=${by}`);
      for (const { key, sales, revenue } of [...rows, { ...total, key: undefined }]) {
        const found = await adding<RecordsPage>(`sales/records?by=${by}${key === undefined ? "" : `&key=${encodeURIComponent(key)}`}`);
        expect([by, key, found.total, found.sum]).toEqual([by, key, sales.value, revenue.value]);
      }
    }
    const { cells } = await get<HeatAnswer>("sales/hours");
    for (const { weekday, hour, sales, revenue } of cells.slice(0, 24)) {
      const found = await adding<RecordsPage>(`sales/records?by=cell&key=${weekday}-${hour}`);
      expect([weekday, hour, found.total, found.sum]).toEqual([weekday, hour, sales, revenue]);
    }
  });

  it("customers: who came back, the period's orders and those of returning customers, cells, cohorts, who is slipping away", async () => {
    const answer = await get<CustomersAnswer>("customers?from=2020-01-01");
    const people = (query: string) => all<CustomerRecords, CustomerRecords["records"][number]>(`customers/records?from=2020-01-01&${query}`, ({ records }) => records); // prettier-ignore
    expect((await people("list=all")).total).toBe(answer.customers);
    expect((await people("list=repeaters")).total).toBe(answer.repeaters);
    expect(answer.repeatRate.undecided).toBe(answer.customers - answer.repeaters);
    const slipping = await people("list=slipping");
    expect([slipping.total, slipping.sum]).toEqual([answer.slipping.n + answer.slipping.leftOut, answer.slipping.value]);
    expect(answer.slipping.n).toBeGreaterThan(0);
    const valuedOf = ({ rows }: { rows: OrderRecords["records"] }) => rows.filter(({ value }) => value !== null).length;
    for (const { recency, frequency, money, customers, revenue, leftOut } of answer.cells) {
      const found = await people(`list=cell&recency=${recency}&frequency=${frequency}&money=${money}`);
      const values = found.rows.map(({ valueMinor }) => valueMinor);
      expect([found.total, found.leftOut, found.sum, added(values)]).toEqual([customers, leftOut, revenue, revenue]);
    }
    for (const { orders, customers, actual } of answer.holdout?.byOrders ?? []) {
      const found = await people(`list=holdout&back=${orders}`);
      expect([orders, found.total, found.sum]).toEqual([orders, customers, expect.closeTo(actual * customers, 6)]);
      expect(added(found.rows.map(({ cameBack }) => cameBack))).toBe(found.sum);
    }
    for (const { month, customers, came } of answer.cohorts) {
      expect([month, (await people(`list=cohort&month=${month}`)).total]).toEqual([month, customers]);
      for (const [after, count] of came.entries())
        if (count !== null) expect([month, after, (await people(`list=cohort&month=${month}&after=${after}`)).total]).toEqual([month, after, count]); // prettier-ignore
    }
    for (const period of ["from=2020-01-01", `from=${addDays(answer.asOf, -200)}&to=${addDays(answer.asOf, -60)}`]) {
      const { inPeriod } = await get<CustomersAnswer>(`customers?${period}`);
      const orders = await adding<OrderRecords>(`customers/orders?${period}`);
      expect([orders.total, valuedOf(orders), orders.sum]).toEqual([inPeriod.orders.value, inPeriod.revenue.n, inPeriod.revenue.value]);
      const returning = await adding<OrderRecords>(`customers/orders?${period}&which=returning`);
      const { n, leftOut, value } = inPeriod.returningRevenue;
      expect([returning.total, valuedOf(returning), returning.sum]).toEqual([n + leftOut, n, value]);
      expect(returning.total / orders.total).toBe(inPeriod.returning.value);
      expect(returning.total).toBeGreaterThan(20);
    }
  });

  it("chances: open deals, those older than any ever won, and each bar of the check", async () => {
    const { open, check, state } = await get<ScoreAnswer>("score");
    expect(state).not.toBe("tooEarly");
    const list = (query: string) => all<OpenAnswer, OpenAnswer["deals"][number]>(`score/open?${query}`, (page) => page.deals);
    const [likely, old] = [await list("old=false"), await list("old=true")];
    expect([likely.total, old.total]).toEqual([open.deals, open.olderThanAnyWon]);
    expect(likely.sum).toBeCloseTo(open.expectedWon.value!, 6);
    expect(added(old.rows.map(({ chance }) => chance))).toBeCloseTo(old.sum, 9);
    expect(old.total).toBeGreaterThan(0);
    for (const bin of [undefined, ...check!.bins.map(({ from }) => Math.round(from * 10))]) {
      const found = await all<BinAnswer, BinAnswer["records"][number]>(`score/records?${bin === undefined ? "" : `bin=${bin}`}`, (page) => page.records); // prettier-ignore
      expect(found.rows.filter(({ inTime }) => inTime)).toHaveLength(found.sum);
      const { n, came } = bin === undefined ? { n: check!.n, came: check!.came } : wordsOf(check!.bins.find(({ from }) => Math.round(from * 10) === bin)!); // prettier-ignore
      expect([bin, found.total]).toEqual([bin, n]);
      if (came !== null) expect(found.sum / found.total).toBeCloseTo(came, 9);
    }

    function wordsOf({ came }: NonNullable<ScoreAnswer["check"]>["bins"][number]) {
      return { n: came.n, came: came.value };
    }
  });
});
