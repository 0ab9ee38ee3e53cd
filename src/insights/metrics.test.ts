import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, dealRow, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import type { Figure, MetricName, MetricsAnswer, RecordsAnswer } from "./contract.ts";
import { metricNames } from "./contract.ts";

const isSum = ({ unit }: Figure) => unit === "count" || unit === "money per day";
const hour = 3_600_000;
/** Noon in Berlin on a day of March 2026. */
const march = (date: number, hours = 11) => Date.UTC(2026, 2, date, hours);
const period = "from=2026-03-01&to=2026-03-31";

describe("the figures", () => {
  const app = useApp();
  beforeAll(() => setClock(() => Date.UTC(2026, 3, 15, 12)));
  afterAll(() => setClock(() => Date.now()));

  async function ask(scene: Scene, query = period): Promise<MetricsAnswer> {
    await app.settle();
    const { status, body } = await app.api<MetricsAnswer>("GET", `/api/insights/metrics?${query}`, undefined, {
      workspace: scene.workspaceId,
    });
    expect(status).toBe(200);
    return body;
  }

  /** All pages of a figure's records. */
  async function walk(scene: Scene, metric: MetricName, query = period): Promise<RecordsAnswer> {
    const all: RecordsAnswer["records"] = [];
    let answer: RecordsAnswer;
    do {
      answer = (
        await app.api<RecordsAnswer>("GET", `/api/insights/records?${query}&metric=${metric}&limit=7&offset=${all.length}`, undefined, {
          workspace: scene.workspaceId,
        })
      ).body;
      all.push(...answer.records);
    } while (all.length < answer.total && answer.records.length > 0);
    return { ...answer, records: all };
  }

  /** The records are as many as the figure says, and add up to it. */
  async function expectRecords(scene: Scene, metric: MetricName, figure: Figure, query = period): Promise<void> {
    const { total, sum, whole, records } = await walk(scene, metric, query);
    expect(new Set(records.map(({ id }) => id)).size).toBe(total);
    expect(total).toBe(figure.n);
    expect(records.reduce((so, { value }) => so + value, 0)).toBeCloseTo(sum, 6);
    if (figure.value !== null) expect(isSum(figure) ? sum : sum / whole).toBeCloseTo(figure.value, 9);
  }

  describe("leads generated", () => {
    it("counts people who became reachable in the period and had not bought, merged ones once", async () => {
      const scene = await buildScene(app.db);
      const ada = newId();
      await scene.write([
        contactRow({ id: ada, leadAt: march(3) }),
        contactRow({ leadAt: march(3), mergedInto: ada }, "contact.merged"),
        contactRow({ leadAt: march(5), firstOrderAt: march(9) }),
        contactRow({ leadAt: march(5), firstOrderAt: march(5) }), // became reachable by buying
        contactRow({ leadAt: march(5), firstOrderAt: march(4) }),
        contactRow({ leadAt: null }),
        contactRow({ leadAt: march(1) - 20 * day }),
      ]);
      const { leadsGenerated } = (await ask(scene)).metrics;
      expect(leadsGenerated).toMatchObject({
        value: 2,
        n: 2,
        unit: "count",
        from: "2026-03-01",
        to: "2026-03-31",
        better: "up",
        previous: { value: 1, n: 1, from: "2026-01-29", to: "2026-02-28" },
      });
      await expectRecords(scene, "leadsGenerated", leadsGenerated);
    });

    it("cuts days in the workspace's time zone", async () => {
      const scene = await buildScene(app.db, { timeZone: "Europe/Berlin" });
      await scene.write([
        contactRow({ leadAt: Date.UTC(2026, 2, 9, 23, 30) }),
        contactRow({ leadAt: Date.UTC(2026, 2, 29, 21, 59) }),
        contactRow({ leadAt: Date.UTC(2026, 2, 29, 22, 1) }),
      ]);
      const leads = async (date: string) => (await ask(scene, `from=${date}&to=${date}`)).metrics.leadsGenerated.value;
      expect(await leads("2026-03-09")).toBe(0);
      expect(await leads("2026-03-10")).toBe(1);
      expect(await leads("2026-03-29")).toBe(1); // the day clocks go forward has 23 hours
      expect(await leads("2026-03-30")).toBe(1);
    });

    it("belong to the pipeline and owner of the contact's first deal; without any deal, to every pipeline", async () => {
      const scene = await buildScene(app.db);
      const [elsewhere, seen, fresh] = [newId(), newId(), newId()];
      const other = newId();
      await app.db.inWorkspace(scene.workspaceId, (tx) =>
        tx.query(
          sql`insert into pipeline (workspace_id, id, name, template, version, position, stages, idle) values (${scene.workspaceId}, ${other}, 'Wholesale', 'wholesale', 1, 1, '[]', '{}')`,
        ),
      );
      await scene.write([
        ...[elsewhere, seen, fresh].map((id) => contactRow({ id, leadAt: march(3) })),
        dealRow(scene, { contactId: elsewhere, pipelineId: other, path: [["new", march(3)]] }),
        dealRow(scene, { contactId: seen, path: [["interest", march(3)]], ownerId: "u1" }),
        dealRow(scene, { contactId: seen, path: [["interest", march(8)]], ownerId: "u2" }),
      ]);
      expect((await ask(scene)).metrics.leadsGenerated.value).toBe(3);
      const ids = async (query: string) => (await walk(scene, "leadsGenerated", `${period}&${query}`)).records.map(({ id }) => id).sort();
      expect(await ids(`pipelineId=${scene.pipelineId}`)).toEqual([seen, fresh].sort());
      expect(await ids(`pipelineId=${other}`)).toEqual([elsewhere, fresh].sort());
      expect(await ids("owner=u1")).toEqual([seen]);
      expect(await ids("owner=u2")).toEqual([]);
    });
  });

  describe("conversion rate", () => {
    it("is won ÷ all once every deal that began in the period is decided", async () => {
      const scene = await buildScene(app.db);
      await scene.write([
        ...[1, 2, 3].map((n) =>
          wonRow(scene, {
            path: [
              ["interest", march(n)],
              ["purchase", march(n) + n * day],
            ],
          }),
        ),
        ...[4, 5, 6, 7, 8].map((n) => lostRow(scene, { path: [["interest", march(n)]], closedAt: march(n) + 14 * day })),
        wonRow(scene, {
          path: [
            ["interest", march(1) - 20 * day],
            ["purchase", march(2)],
          ],
        }), // began before
      ]);
      const { conversionRate } = (await ask(scene)).metrics;
      expect(conversionRate).toMatchObject({
        value: 3 / 8,
        n: 8,
        undecided: 0,
        unit: "share",
        level: 0.8,
        horizonDays: 14,
        previous: { value: null, n: 1 },
      });
      expect(conversionRate.low).toBeCloseTo(0.19536, 4);
      expect(conversionRate.high).toBeCloseTo(0.59722, 4);
      await expectRecords(scene, "conversionRate", conversionRate);
      expect((await walk(scene, "conversionRate")).records.map(({ value, outcome }) => [value, outcome])).toEqual([
        ...Array(5).fill([0, "lost"]),
        ...Array(3).fill([1, "won"]),
      ]);
    });

    it("follows open deals while they were seen: a win stands also for deals too young to tell", async () => {
      const scene = await buildScene(app.db);
      const end = march(30);
      await scene.write([
        ...Array.from({ length: 5 }, (_, n) =>
          wonRow(scene, {
            path: [
              ["interest", march(1) + n],
              ["purchase", march(1) + n + 10 * day],
            ],
          }),
        ),
        ...Array.from({ length: 5 }, (_, n) => lostRow(scene, { path: [["interest", march(1) + n]], closedAt: march(1) + n + 20 * day })),
        ...Array.from({ length: 10 }, (_, n) => dealRow(scene, { path: [["interest", end - 5 * day + n]] })), // seen for 5 days
        dealRow(scene, { path: [["awareness", end]] }),
      ]);
      const { conversionRate } = (await ask(scene)).metrics;
      // Of 10 deals in view at day 10 half were won, and none before: neither 5 ÷ 21 nor 5 ÷ 10 of those decided by chance.
      expect(conversionRate).toMatchObject({ value: expect.closeTo(0.5, 9), n: 21, undecided: 11 });
      const { records } = await walk(scene, "conversionRate");
      expect(records.filter(({ outcome }) => outcome === "won").map(({ value }) => value)).toEqual(Array(5).fill(expect.closeTo(2.1, 9)));
      await expectRecords(scene, "conversionRate", conversionRate);
    });

    it("says nothing below five outcomes", async () => {
      const scene = await buildScene(app.db);
      await scene.write(
        [1, 2, 3, 4].map((n) =>
          wonRow(scene, {
            path: [
              ["interest", march(n)],
              ["purchase", march(n) + day],
            ],
          }),
        ),
      );
      const { conversionRate, averageDealSize, salesCycle } = (await ask(scene)).metrics;
      expect(conversionRate).toMatchObject({ value: null, low: null, high: null, n: 4 });
      expect(averageDealSize).toMatchObject({ value: null, median: null, n: 4 });
      expect(salesCycle).toMatchObject({ value: null, n: 4 });
      for (const metric of metricNames) await expectRecords(scene, metric, (await ask(scene)).metrics[metric]);
    });

    it("lets a customer's next journey begin when it leaves the returning stage; one that waits does not count", async () => {
      const scene = await buildScene(app.db);
      await scene.write([
        ...[1, 2, 3, 4].map((n) => lostRow(scene, { path: [["interest", march(n)]], closedAt: march(n) + day })),
        wonRow(scene, {
          n: 1,
          path: [
            ["retention", march(1) - 60 * day],
            ["evaluation", march(9)],
            ["purchase", march(9) + 2 * hour],
          ],
        }),
        dealRow(scene, { n: 2, path: [["retention", march(9) + 2 * hour]] }),
        wonRow(scene, {
          n: 3,
          path: [
            ["retention", march(1)],
            ["purchase", march(9)],
          ],
        }),
      ]);
      const { conversionRate, averageDealSize } = (await ask(scene)).metrics;
      expect(conversionRate).toMatchObject({ value: 1 / 5, n: 5, undecided: 0 });
      expect(averageDealSize.n).toBe(2); // both orders are sales
    });

    it("does not depend on when one asks", async () => {
      const scene = await buildScene(app.db);
      await scene.write([
        ...[1, 2, 3, 4, 5, 6].map((n) =>
          wonRow(scene, {
            path: [
              ["interest", march(n)],
              ["purchase", march(n) + n * hour],
            ],
          }),
        ),
        dealRow(scene, { path: [["interest", march(2)]] }),
      ]);
      const now = (await ask(scene)).metrics.conversionRate;
      setClock(() => Date.UTC(2026, 8, 1));
      expect((await ask(scene)).metrics.conversionRate).toEqual(now);
      setClock(() => Date.UTC(2026, 3, 15, 12));
    });
  });

  describe("average deal size", () => {
    it("is the value won ÷ deals won, other currencies at the day's rate, those without one left out and counted", async () => {
      const scene = await buildScene(app.db);
      await app.db.inWorkspace(scene.workspaceId, (tx) =>
        tx.query(sql`
        insert into exchange_rate (workspace_id, quote_currency, currency, from_day, rate)
        values (${scene.workspaceId}, 'EUR', 'USD', '2026-03-05', 0.9), (${scene.workspaceId}, 'EUR', 'USD', '2026-03-10', 0.8), (${scene.workspaceId}, 'EUR', 'JPY', '2026-01-01', 0.00625)`),
      );
      const won = (date: number, valueMinor: number | null, currency: string | null) =>
        wonRow(scene, {
          path: [
            ["interest", march(date)],
            ["purchase", march(date)],
          ],
          valueMinor,
          currency,
        });
      await scene.write([
        won(4, 10_000, "EUR"),
        won(5, 2_500, "EUR"),
        won(9, 1_000, "USD"), // 900
        won(10, 1_000, "USD"), // 800
        won(11, 3_000, "JPY"), // 18.75 euros
        won(4, 1_000, "USD"),
        won(4, 1_000, "GBP"),
        won(4, null, null), // left out
        lostRow(scene, { path: [["interest", march(4)]], closedAt: march(5), valueMinor: 99_999, currency: "EUR" }),
      ]);
      const { averageDealSize } = (await ask(scene)).metrics;
      expect(averageDealSize).toMatchObject({
        value: (10_000 + 2_500 + 900 + 800 + 1_875) / 5,
        n: 5,
        leftOut: 3,
        median: 1_875,
        unit: "money",
        currency: "EUR",
      });
      await expectRecords(scene, "averageDealSize", averageDealSize);
      expect((await walk(scene, "averageDealSize")).records.map(({ value, currency }) => [value, currency])).toEqual([
        [1_875, "EUR"],
        [800, "EUR"],
        [900, "EUR"],
        [2_500, "EUR"],
        [10_000, "EUR"],
      ]);
    });
  });

  describe("sales cycle", () => {
    it("is the mean of days from beginning to sale, of deals won in the period", async () => {
      const scene = await buildScene(app.db);
      await scene.write([
        ...[1, 2, 3, 10].map((days) =>
          wonRow(scene, {
            path: [
              ["interest", march(20) - days * day],
              ["purchase", march(20)],
            ],
          }),
        ),
        wonRow(scene, {
          n: 1,
          path: [
            ["retention", march(1)],
            ["decision", march(20)],
            ["purchase", march(20) + 12 * hour],
          ],
        }),
        wonRow(scene, {
          n: 2,
          path: [
            ["retention", march(1)],
            ["purchase", march(20)],
          ],
        }), // its beginning was not seen
      ]);
      const { salesCycle } = (await ask(scene)).metrics;
      expect(salesCycle).toMatchObject({ value: 16.5 / 5, n: 5, median: 2, unit: "days", better: "down" });
      await expectRecords(scene, "salesCycle", salesCycle);
    });
  });

  it("groups by source, owner, day, week and month, and the groups' records add up too", async () => {
    const scene = await buildScene(app.db);
    const sources = ["google", "google", "instagram", null];
    await scene.write(
      Array.from({ length: 24 }, (_, n) =>
        wonRow(scene, {
          path: [
            ["interest", march(1 + n)],
            ["purchase", march(2 + n)],
          ],
          touchSource: sources[n % 4]!,
          ownerId: n % 2 ? "u1" : null,
          valueMinor: 100 * (n + 1),
        }),
      ),
    );
    const bySource = await ask(scene, `${period}&by=source`);
    expect(bySource.groups!.map(({ key, metrics }) => [key, metrics.averageDealSize.n])).toEqual([
      ["google", 12],
      ["instagram", 6],
      ["none", 6],
    ]);
    for (const { key, metrics } of bySource.groups!) {
      for (const metric of metricNames) {
        await expectRecords(scene, metric, metrics[metric], `${period}&source=${key}`);
        expect((await ask(scene, `${period}&source=${key}`)).metrics[metric].value).toBe(metrics[metric].value);
      }
    }
    expect((await ask(scene, `${period}&by=owner`)).groups!.map(({ key }) => key)).toEqual(["none", "u1"]);
    const weeks = (await ask(scene, `${period}&by=week`)).groups!;
    expect(weeks.map(({ key, metrics }) => [key, metrics.averageDealSize.n])).toEqual([
      ["2026-02-23", 0],
      ["2026-03-02", 7],
      ["2026-03-09", 7],
      ["2026-03-16", 7],
      ["2026-03-23", 3],
      ["2026-03-30", 0],
    ]);
    expect((await ask(scene, `${period}&by=month`)).groups!.map(({ key }) => key)).toEqual(["2026-03-01"]);
    expect((await ask(scene, `${period}&by=day`)).groups).toHaveLength(31);
  });

  it("tells each month by its own days, what was won a day by those that have begun, and no velocity of stretches of time", async () => {
    const scene = await buildScene(app.db);
    const won = (closedAt: number) => wonRow(scene, { path: [["interest", closedAt - day], ["purchase", closedAt]], valueMinor: 3_100 }); // prettier-ignore
    await scene.write([
      dealRow(scene, { path: [["interest", march(1)]] }),
      ...[...Array.from({ length: 10 }, (_, n) => march(1 + n)), ...Array.from({ length: 6 }, (_, n) => march(32 + n))].map(won),
    ]);
    const { groups, metrics } = await ask(scene, "from=2026-03-10&to=2026-04-30&by=month");
    const told = groups!.map(({ metrics: { averageDealSize, salesVelocity } }) => [
      averageDealSize.from,
      averageDealSize.to,
      salesVelocity.value,
      salesVelocity.beside[0]!.value,
    ]);
    expect(told).toEqual([
      ["2026-03-10", "2026-03-31", null, 3_100 / 22],
      ["2026-04-01", "2026-04-30", null, (6 * 3_100) / 15],
    ]);
    expect(metrics.salesVelocity.value).toBe(3_100); // one is open, all are won in a day
    expect(metrics.salesVelocity.beside[0]!.value).toBe((7 * 3_100) / 37);
  });

  it("a deal of an hour is an hour long, one from noon to noon a day, also when the clocks are put forward between", async () => {
    const scene = await buildScene(app.db);
    const of = (from: number, to: number) => wonRow(scene, { path: [["interest", from], ["purchase", to]] }); // prettier-ignore
    await scene.write([...Array.from({ length: 5 }, () => of(march(20), march(20) + hour)), of(march(28, 23), march(29, 22))]);
    const { salesCycle } = (await ask(scene)).metrics;
    expect(salesCycle).toMatchObject({ value: expect.closeTo((5 / 24 + 1) / 6, 9), median: expect.closeTo(1 / 24, 9) });
  });

  it("an earlier period's value lies in its range, read at the age that the later one was followed for", async () => {
    const scene = await buildScene(app.db);
    const from = (begun: number, days: number, won: boolean) =>
      won
        ? wonRow(scene, { path: [["interest", begun], ["purchase", begun + days * day]] }) // prettier-ignore
        : lostRow(scene, { path: [["interest", begun]], closedAt: begun + days * day });
    await scene.write([
      ...Array.from({ length: 100 }, (_, n) => from(Date.UTC(2026, 0, 20, 11), n < 20 ? 5 : 40, n < 60)),
      ...Array.from({ length: 100 }, (_, n) => (n < 20 ? from(march(28), 5, true) : dealRow(scene, { path: [["interest", march(28)]] }))),
    ]);
    const { previous } = (await ask(scene, "from=2026-03-01&to=2026-04-15")).metrics.conversionRate;
    expect(previous).toMatchObject({ value: 0.2, low: expect.closeTo(0.154, 3), high: expect.closeTo(0.256, 3), horizonDays: 5 });
  });

  it("shows an empty workspace as empty, not as an error", async () => {
    const scene = await buildScene(app.db);
    const { metrics, seq } = await ask(scene, "");
    expect(metrics.leadsGenerated).toMatchObject({ value: 0, n: 0, from: "2026-03-17", to: "2026-04-15" });
    expect(metrics.conversionRate).toMatchObject({ value: null, n: 0 });
    expect(seq).toBe(0);
    expect(await walk(scene, "salesCycle", "")).toMatchObject({ total: 0, sum: 0, records: [] });
  });

  it("refuses days that are none, periods that end before they begin, and another workspace's pipeline", async () => {
    const [scene, other] = [await buildScene(app.db), await buildScene(app.db)];
    const refused = async (query: string) => {
      const { status, body } = await app.api("GET", `/api/insights/metrics?${query}`, undefined, { workspace: scene.workspaceId });
      return [status, body.error.code];
    };
    expect(await refused("from=2026-02-30")).toEqual([400, "not_a_day"]);
    expect(await refused("from=yesterday")).toEqual([400, "not_a_day"]);
    expect(await refused("from=2026-03-02&to=2026-03-01")).toEqual([400, "invalid_period"]);
    expect(await refused("from=2020-01-01&to=2026-03-01&by=day")).toEqual([400, "too_many_groups"]);
    expect(await refused(`pipelineId=${other.pipelineId}`)).toEqual([404, "pipeline_missing"]);
  });

  it("answers or refuses whatever a question says, and takes none for a fault of its own", async () => {
    const scene = await buildScene(app.db);
    await scene.write(Array.from({ length: 3 }, () => dealRow(scene, { path: [["awareness", Date.UTC(2026, 2, 1)]] })));
    await app.settle();
    const odd = [
      ...["from", "to", "asOf", "asKnownOn"].flatMap((name) =>
        ["foo", "2026-02-30", "0000-01-01", "0001-01-01", "1969-12-31", "9999-12-31", "-271821-04-20T00:00:00Z", "275760-09-13", "%00"].map(
          (value) => `${name}=${value}`,
        ),
      ),
      "from=first&to=1970-01-01",
      "from=first&asOf=1970-01-01",
      "from=2900-01-01&to=2999-12-31",
      "pipelineId=foo",
      "view=foo",
      `view=${scene.pipelineId}`,
      "minValue=NaN",
      "minValue=1e400",
      "maxValue=-1",
      "source=%00",
      "source=%ED%A0%80",
      "country='",
      "offset=9007199254740991",
      "offset=1e30",
      "limit=0",
    ];
    const few = ["asOf=0001-01-01", "view=foo"];
    const own: Record<string, string[]> = {
      metrics: ["by=foo", "by=month&from=1970-01-01", "by=quarter&from=first"],
      "records?metric=winRate": [],
      [`channel?pipelineId=${scene.pipelineId}`]: [],
      dimensions: [],
      funnel: ["to=foo", "from=foo", "to=9999-12-31", "from=first", "from=first&to=1970-01-01", "minValue=x", "previous"].map(
        (text) => `compare=${encodeURIComponent(text)}`,
      ),
      "funnel/records?of=way": ["stage=foo", "stage=%00", "state=open"],
      flows: ["from=1970-01-01"],
      durations: ["clock=working"],
      jams: [],
      forecast: ["until=2026-99-99", "until=foo", "level=2", "whatIf=null", "whatIf=[]"],
      "forecast/deals": ["until=2026-02-30"],
      backtest: [],
      trends: ["weeks=1e9"],
      "trends/records?metric=leads": [
        "segmentBy=pipeline&segment=foo",
        "segmentBy=pipeline&segment=none",
        "segmentBy=customers&segment=foo",
        "segmentBy=source&segment=%00",
        "horizonDays=1e-30",
      ],
      alerts: [],
      benchmarks: [],
      "benchmarks/carts": [],
      sales: ["by=hour&from=1970-01-01", "by=weekday"],
      "sales/hours": ["from=1970-01-01"],
      "sales/records": ["by=cell&key=foo", "key=%00"],
      customers: ["weeks=1"],
      "customers/records": ["list=cohort&month=foo", "list=holdout&back=7", "month=%00"],
      "customers/orders": [],
      score: [],
      "score/open": ["order=worth"],
      "score/records": ["bin=9"],
      [`../deals/${scene.pipelineId}/chance`]: [],
    };
    const faults: [string, number][] = [];
    for (const [path, more] of Object.entries(own))
      for (const words of [...(path === "metrics" ? odd : few), ...more]) {
        const asked = `${path}${path.includes("?") ? "&" : "?"}${words}`;
        const { status } = await app.api("GET", `/api/insights/${asked}`, undefined, { workspace: scene.workspaceId });
        if (status >= 500) faults.push([asked, status]);
      }
    expect(faults).toEqual([]);
  }, 120_000);
});
