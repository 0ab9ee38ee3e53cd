import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, wonRow, type Scene } from "#test/ledger.ts";
import { sharedTable } from "#test/shared.ts";
import type { OrderRecords } from "../contract.ts";
import type { SalesAnswer } from "../sales/contract.ts";
import type { CustomerRecords, CustomersAnswer } from "./contract.ts";

const app = useApp();
const at = (scene: Scene) => ({ workspace: scene.workspaceId });

/** Each customer's orders as [day, value in minor units]. */
async function sceneOf(customers: readonly (readonly (readonly [number, number])[])[]): Promise<{ scene: Scene; ids: string[] }> {
  const scene = await buildScene(app.db, { timeZone: "UTC" });
  const ids = customers.map(() => newId());
  await scene.write(
    customers.flatMap((orders, i) => [
      contactRow({ id: ids[i]!, firstSeenAt: orders[0]![0] * day }),
      ...orders.map(([on, valueMinor], n) => wonRow(scene, { contactId: ids[i]!, n, valueMinor, path: [["purchase", on * day + 36e5]] })),
    ]),
  );
  await app.settle();
  return { scene, ids };
}

describe("CDNOW as a shop's ledger (CHECK 9)", () => {
  let scene: Scene;
  let then: CustomersAnswer;
  beforeAll(async () => {
    const byCustomer = Map.groupBy(sharedTable("cdnow/CDNOW_sample.txt.gz", /\s+/), ([, sample]) => sample!);
    const dayOf = (date: string) => Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00Z`) / day;
    ({ scene } = await sceneOf(
      [...byCustomer.values()].map((rows) =>
        rows.map(([, , date, , value]) => [dayOf(date!), Math.round(Number(value) * 100)] as const).sort(([a], [b]) => a - b),
      ),
    ));
    then = (await app.api<CustomersAnswer>("GET", "/api/insights/customers?from=first&asOf=1997-09-30&weeks=39", undefined, at(scene)))
      .body;
  }, 120_000);

  it("has the parameters as published, and expects 1,653 orders in the 39 weeks after", () => {
    const known = { r: 0.24259, alpha: 4.41353, a: 0.79289, b: 2.42576, p: 6.2488, q: 3.7446, gamma: 15.4477 };
    for (const [name, value] of Object.entries(known))
      expect(Math.abs(then.model![name as keyof typeof known]! / value - 1), name).toBeLessThan(0.005);
    expect(then.model!.logLikelihood).toBeGreaterThanOrEqual(-9582.44);
    expect(then.model!.spendLogLikelihood).toBeGreaterThanOrEqual(-4055.94);
    expect([then.state, then.customers, then.repeaters]).toEqual(["model", 2357, 946]);
    expect(Math.abs(then.expectedOrders.value! - 1653)).toBeLessThan(5);
    expect(then.expectedOrders.low!).toBeLessThan(1653);
    expect(then.expectedOrders.high!).toBeGreaterThan(1653);
    expect(then.newCustomer.value!).toBeCloseTo(1.195, 3);
    expect(then.valueEach.value! * then.customers).toBeCloseTo(then.expectedValue.value!, 3);
  });

  it("is worth its revenue until margin and discount are set, and then what is kept of it, later money counting less", async () => {
    const ask = async (query = "asOf=1997-09-30") =>
      (await app.api<CustomersAnswer>("GET", `/api/insights/customers?from=first&weeks=39&${query}`, undefined, at(scene))).body;
    const set = async (terms: object) =>
      expect((await app.api("PATCH", "/api/workspace", terms, { ...at(scene), as: "admin" })).status).toBe(200);
    expect(then.terms).toEqual({ grossMargin: null, discountRate: null });
    expect(then.customerValue).toMatchObject({
      ...then.expectedValue,
      method: expect.stringContaining("revenue, no margin taken, no discount"),
    });
    const before = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await set({ grossMargin: 0.4 });
    const kept = await ask();
    for (const end of ["value", "low", "high"] as const) expect(kept.customerValue[end]! / then.customerValue[end]!).toBeCloseTo(0.4, 9);
    await set({ discountRate: 0.1 });
    const { customerValue, valueEach, expectedValue, terms } = await ask();
    expect(terms).toEqual({ grossMargin: 0.4, discountRate: 0.1 });
    expect(expectedValue).toEqual(then.expectedValue);
    // All at the end would lose 1.1^(39 weeks), all at the end of the first four weeks 1.1^(4 weeks); orders come a little earlier than evenly.
    const years = (weeks: number) => (7 * weeks) / 365.25;
    const lost = customerValue.value! / kept.customerValue.value!;
    expect(lost).toBeGreaterThan(1.1 ** -years(22));
    expect(lost).toBeLessThan(1.1 ** -years(18));
    expect(customerValue.low!).toBeLessThan(customerValue.value!);
    expect(customerValue.high! / customerValue.value!).toBeCloseTo(kept.customerValue.high! / kept.customerValue.value!, 2);
    expect(valueEach.value! * then.customers).toBeCloseTo(customerValue.value!, 3);
    const list = `/api/insights/customers/records?from=first&asOf=1997-09-30&weeks=39&list=worth&limit=1`;
    const { body } = await app.api<CustomerRecords>("GET", list, undefined, at(scene));
    expect([body.total, body.sum]).toEqual([then.customers, expect.closeTo(customerValue.value!, 3)]);
    expect((await ask(`to=1997-09-30&asKnownOn=${before}`)).terms).toEqual({ grossMargin: null, discountRate: null });
    expect((await app.api("PATCH", "/api/workspace", { grossMargin: 1.2 }, { ...at(scene), as: "admin" })).status).toBe(400);
    await set({ grossMargin: null, discountRate: null });
    expect((await ask()).customerValue).toEqual(then.customerValue);
  });

  it("counts those not seen for long as undecided: more come back than repeaters ÷ customers", () => {
    expect(then.repeatNaive.value).toBeCloseTo(946 / 2357, 9);
    expect(then.repeatRate.value!).toBeGreaterThan(then.repeatNaive.value!);
    const at180 = then.repeatBy.find(({ days }) => days === 180)!.share;
    expect(at180.low!).toBeLessThan(at180.value!);
    expect(at180.high!).toBeGreaterThan(at180.value!);
  });

  it("judges itself on the 26 weeks it has not seen, beside the naive number", async () => {
    const { body } = await app.api<CustomersAnswer>("GET", "/api/insights/customers?from=first&asOf=1998-06-30", undefined, at(scene));
    const { actual, expected, naive, byOrders, customers } = body.holdout!;
    expect(customers).toBe(2357);
    expect(Math.abs(expected - actual)).toBeLessThan(0.2 * actual);
    expect(Math.abs(expected - actual)).toBeLessThan(Math.abs(naive - actual));
    expect(byOrders.reduce((sum, row) => sum + row.customers, 0)).toBe(2357);
    expect(byOrders.reduce((sum, row) => sum + row.actual * row.customers, 0)).toBeCloseTo(actual, 6);
    for (const { orders, customers: some, actual: each } of byOrders) {
      const list = await app.api<CustomerRecords>(
        "GET",
        `/api/insights/customers/records?from=first&asOf=1998-06-30&list=holdout&back=${orders}&limit=1`,
        undefined,
        at(scene),
      );
      expect([orders, list.body.total, list.body.sum]).toEqual([orders, some, expect.closeTo(each * some, 6)]);
    }
  });

  it("opens the customers behind every number, and they add up", async () => {
    const records = async (query: string) =>
      (
        await app.api<CustomerRecords>(
          "GET",
          `/api/insights/customers/records?from=first&asOf=1997-09-30&weeks=39&${query}`,
          undefined,
          at(scene),
        )
      ).body;
    expect(then.cells.reduce((sum, { customers }) => sum + customers, 0)).toBe(2357);
    for (const { recency, frequency, money, customers, revenue } of then.cells) {
      const found = await records(`list=cell&recency=${recency}&frequency=${frequency}&money=${money}&limit=1`);
      expect([found.total, found.sum]).toEqual([customers, revenue]);
    }
    const slipping = await records("list=slipping&limit=200");
    expect(slipping.total).toBe(then.slipping.n);
    expect(slipping.records.reduce((sum, { stakeMinor }) => sum + stakeMinor!, 0)).toBeCloseTo(then.slipping.value!, 3);
    for (const { silentDays, usualGapDays, alive, orders } of slipping.records) {
      expect(silentDays).toBeGreaterThan(usualGapDays!);
      expect(alive!).toBeLessThan(0.8);
      expect(orders).toBeGreaterThan(2);
    }
    for (const { month, customers } of then.cohorts) expect((await records(`list=cohort&month=${month}&limit=1`)).total).toBe(customers);
    expect((await records("list=best&limit=1")).sum).toBeCloseTo(then.expectedValue.value!, 3);
    expect((await records("list=repeaters&limit=1")).total).toBe(then.repeaters);
  });
});

describe("a handful of orders", () => {
  const start = 20_000;

  it.each([0, 1, 5, 30, 299])("%i customers: too early where it is, never NaN", async (count) => {
    const { scene } = await sceneOf(
      Array.from(
        { length: count },
        (_, i) =>
          (i % 3 === 0
            ? [
                [start + i, 1000],
                [start + i + 20, 2000],
              ]
            : [[start + i, 1500]]) as [number, number][],
      ),
    );
    const { status, body } = await app.api<CustomersAnswer>("GET", "/api/insights/customers?from=first", undefined, at(scene));
    expect(status).toBe(200);
    expect([body.customers, body.model, body.expectedOrders.value, body.valueEach.value]).toEqual([count, null, null, null]);
    expect(body.state).toBe(count < 15 ? "tooEarly" : "rates");
    if (body.state === "tooEarly")
      expect([body.repeatRate.value, body.nextOrder.value, body.slipping.value, body.curve]).toEqual([null, null, null, []]);
    else expect(body.repeatRate.value!).toBeGreaterThan(0.3);
    const records = await app.api<CustomerRecords>("GET", "/api/insights/customers/records?from=first", undefined, at(scene));
    expect(records.body.total).toBe(count);
  });

  it("a merged contact is one customer; filters choose by the first order; a period names its returning orders", async () => {
    const { scene, ids } = await sceneOf([
      [[start, 1000]],
      [[start + 30, 3000]],
      ...Array.from(
        { length: 6 },
        (_, i) =>
          [
            [start + i, 500],
            [start + 40 + i, 700],
          ] as [number, number][],
      ),
    ]);
    await scene.write([contactRow({ id: ids[1]!, firstSeenAt: (start + 30) * day, mergedInto: ids[0]! }, "contact.merged")]);
    await app.settle();
    const ask = async (query: string) =>
      (await app.api<CustomersAnswer>("GET", `/api/insights/customers?${query}`, undefined, at(scene))).body;
    const all = await ask("from=first");
    expect([all.customers, all.repeaters, all.orders]).toEqual([7, 7, 14]);
    const { body } = await app.api<CustomerRecords>("GET", "/api/insights/customers/records?from=first", undefined, at(scene));
    expect(body.records[0]).toMatchObject({ id: ids[0], orders: 2, valueMinor: 4000, usualGapDays: 30 });
    expect(body.sum).toBe(4000 + 6 * 1200);
    const dear = await ask("from=first&minValue=1000");
    expect([dear.customers, dear.orders]).toEqual([1, 2]); // only one began with so much; all of its orders count
    const iso = (on: number) => new Date(on * day).toISOString().slice(0, 10);
    const late = await ask(`from=${iso(start + 20)}&to=${iso(start + 42)}`);
    expect(late.inPeriod).toMatchObject({
      orders: { value: 4 },
      returning: { value: null },
      revenue: { value: 3000 + 3 * 700 },
      returningRevenue: { value: 3000 + 3 * 700 },
    });
    expect([late.customers, late.orders]).toEqual([7, 11]);
  });

  it("orders without a rate or a value count as orders, are in no sum, and are said to be left out", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    const order = (contactId: string, on: number, valueMinor: number | null, currency: string | null) =>
      wonRow(scene, { contactId, valueMinor, currency, path: [["purchase", (start + on) * day]] });
    const people = Array.from({ length: 10 }, () => newId());
    const [both, none] = [newId(), newId()];
    await scene.write([
      ...[...people, both, none].map((id) => contactRow({ id, firstSeenAt: start * day })),
      ...people.flatMap((id, i) => [order(id, i, 10_000, "EUR"), order(id, 30 + i, 10_000, "CHF")]),
      ...[order(both, 0, 10_000, "EUR"), order(both, 10, 10_000, "EUR"), order(both, 20, 10_000, "CHF")],
      ...[order(none, 0, 10_000, "CHF"), order(none, 10, null, null), order(none, 20, 10_000, "CHF")],
    ]);
    await app.settle();
    const iso = (on: number) => new Date((start + on) * day).toISOString().slice(0, 10);
    const period = `from=first&to=${iso(40)}`;
    const get = async <Body>(path: string) =>
      (await app.api<Body>("GET", `/api/insights/customers${path}${period}`, undefined, at(scene))).body;
    const answer = await get<CustomersAnswer>("?");
    expect(answer).toMatchObject({ customers: 12, repeaters: 12, orders: 26, leftOut: 14, bands: { money: [] }, state: "rates" });
    expect(answer.inPeriod).toMatchObject({
      orders: { value: 26, n: 26 },
      returning: { value: 14 / 26, n: 26 },
      revenue: { value: 120_000, n: 12, leftOut: 14 },
      returningRevenue: { value: 10_000, n: 1, leftOut: 13 },
    });
    const sales = await app.api<SalesAnswer>("GET", `/api/insights/sales?${period}`, undefined, at(scene));
    expect(sales.body.total).toMatchObject({ sales: { value: 26 }, revenue: { value: 120_000, n: 12 }, leftOut: 14 });
    const sold = await app.api<OrderRecords>("GET", `/api/insights/sales/records?${period}&by=source&limit=200`, undefined, at(scene));
    expect([sold.body.total, sold.body.records.filter(({ value }) => value === null).length]).toEqual([26, 14]);
    expect(answer.slipping).toMatchObject({ value: 10_000, n: 1, leftOut: 1 });
    const slipping = await get<CustomerRecords>("/records?list=slipping&");
    expect(slipping).toMatchObject({ total: 2, sum: 10_000, leftOut: 4 });
    expect(slipping.records).toMatchObject([
      { id: both, orders: 3, valueMinor: 20_000, leftOut: 1, stakeMinor: 10_000 },
      { id: none, orders: 3, valueMinor: null, leftOut: 3, stakeMinor: null },
    ]);
    const cell = await get<CustomerRecords>("/records?list=cell&money=3&");
    expect([cell.total, cell.sum, cell.leftOut]).toEqual([12, 120_000, 14]);
    for (const [which, { value, n, leftOut }] of [
      ["all", answer.inPeriod.revenue],
      ["returning", answer.inPeriod.returningRevenue],
    ] as const) {
      const { total, sum, records } = await get<OrderRecords>(`/orders?which=${which}&`);
      expect([which, total, sum]).toEqual([which, n + leftOut, value]);
      expect([which, records.filter((record) => record.value === null).length]).toEqual([which, leftOut]);
    }
  });

  it("an order's day is that of the clocks as they stood then, as it is for Insights' sales", async () => {
    const scene = await buildScene(app.db, { timeZone: "Europe/Berlin" });
    const id = newId();
    const sold = [Date.UTC(2026, 0, 20, 22, 30), Date.UTC(2026, 6, 8, 21, 30), Date.UTC(2026, 6, 20, 10)]; // 23:30 in winter, 23:30 in summer
    await scene.write([
      contactRow({ id, firstSeenAt: sold[0]! }),
      ...sold.map((at, n) => wonRow(scene, { contactId: id, n, path: [["purchase", at]] })),
    ]);
    await app.settle();
    const orders = async (days: string) => {
      const { body } = await app.api<CustomersAnswer>("GET", `/api/insights/customers?${days}`, undefined, at(scene));
      const sales = await app.api<SalesAnswer>("GET", `/api/insights/sales?by=weekday&${days}`, undefined, at(scene));
      expect([days, sales.body.total.sales.value]).toEqual([days, body.inPeriod.orders.value]);
      return body.inPeriod.orders.value;
    };
    expect(await orders("from=2026-01-20&to=2026-07-20")).toBe(3);
    expect(await orders("from=2026-01-21&to=2026-07-20")).toBe(2);
    expect(await orders("from=2026-07-08&to=2026-07-20")).toBe(2);
    expect(await orders("from=2026-07-09&to=2026-07-20")).toBe(1);
    const { body } = await app.api<CustomerRecords>(
      "GET",
      "/api/insights/customers/records?from=first&to=2026-07-20",
      undefined,
      at(scene),
    );
    expect(body.records).toMatchObject([{ firstDay: "2026-01-20", lastDay: "2026-07-20" }]);
  });

  it("customers are chosen by what their first order was, not by what a later one is", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    const [ada, bob] = [newId(), newId()];
    const order = (contactId: string, on: number, touchSource: string) =>
      wonRow(scene, { contactId, touchSource, path: [["purchase", (start + on) * day]] });
    await scene.write([
      contactRow({ id: ada, firstSeenAt: start * day, country: "DE" }),
      contactRow({ id: bob, firstSeenAt: start * day }),
      ...[
        order(ada, 0, "newsletter"),
        order(ada, 9, "direct"),
        order(bob, 1, "direct"),
        order(bob, 5, "direct"),
        order(bob, 8, "newsletter"),
      ],
    ]);
    await app.settle();
    const orders: Record<string, number> = {
      "source=newsletter": 2,
      "source=direct": 3,
      "country=DE": 2,
      "country=none": 3,
      "country=FR": 0,
      [`country=none&pipelineId=${scene.pipelineId}`]: 3,
    };
    for (const [filter, found] of Object.entries(orders)) {
      const { body } = await app.api<CustomersAnswer>("GET", `/api/insights/customers?from=first&${filter}`, undefined, at(scene));
      expect([filter, body.orders]).toEqual([filter, found]);
    }
  });
});
