import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { addDays, dayOf } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { migrateTo, newestSchema } from "#base/postgres/migrate.ts";
import type { MetricsAnswer } from "#insights/contract.ts";
import type { BacktestAnswer, ForecastAnswer, Targets } from "#insights/forecast/contract.ts";
import { saveShown, type ShownRow } from "#insights/forecast/tables.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { useApp } from "#test/app.ts";
import { useDatabase } from "#test/database.ts";
import { fillHistory } from "#test/history.ts";
import { buildScene, day, wonRow, type Scene } from "#test/ledger.ts";
import type { Rate } from "./rates.ts";

describe("another currency of the workspace", { timeout: 60_000 }, () => {
  const app = useApp();
  let scene: Scene;
  const soldAt = Date.now() - 20 * day;
  const today = dayOf(Date.now(), "Europe/Berlin");

  async function send<T>(method: "GET" | "PUT" | "PATCH", path: string, body?: object): Promise<T> {
    const sent = await app.api<T>(method, path, body, { workspace: scene.workspaceId });
    expect([path, sent.status, sent.status === 200 ? "" : sent.body]).toEqual([path, 200, ""]);
    return sent.body;
  }
  const change = (currency: string) => send("PATCH", "/api/workspace", { currency });
  const setRate = (currency: string, rate: number) =>
    send<{ rates: Rate[] }>("PUT", "/api/rates", { rates: [{ currency, fromDay: "2020-01-01", rate }] });
  const rates = async () => (await send<{ rates: Rate[] }>("GET", "/api/rates")).rates.map(({ currency, rate }) => [currency, rate]);
  const targets = async () => (await send<Targets>("GET", "/api/insights/targets")).targets.map(({ amountMinor }) => amountMinor);
  const backtest = () => send<BacktestAnswer>("GET", "/api/insights/backtest");
  async function makeForecasts() {
    await app.settle(30_000);
    await app.rooms.forecasts.worker.look(scene.workspaceId);
  }
  const forecast = () => send<ForecastAnswer>("GET", "/api/insights/forecast?horizon=quarter");
  /** As many sales of 100 pounds as a mean needs. */
  const sell = () =>
    scene.write(
      Array.from({ length: 5 }, () =>
        wonRow(scene, { path: [["purchase", soldAt]], valueMinor: 10_000, currency: "GBP", touchSource: "pounds" }),
      ),
    );
  /** What one of them is worth. */
  async function sale(known = "") {
    const { value, n, leftOut, currency } = (await send<MetricsAnswer>("GET", `/api/insights/metrics?source=pounds${known}`)).metrics
      .averageDealSize!;
    return { value, n, leftOut, currency };
  }

  const shownThen = (currency: string, middle: number): ShownRow => ({
    scope: "all",
    horizon: "month",
    day: addDays(today, -40),
    from: addDays(today, -39),
    to: addDays(today, -10),
    currency,
    middle,
    ...{ low50: middle, high50: middle, low80: 0, high80: 2 * middle, low95: 0, high95: 3 * middle },
    method: "median",
    state: "simulated",
    n: 50,
    inputs: "",
  });

  beforeAll(async () => {
    scene = await buildScene(app.db);
    await fillHistory(scene, { deals: 300, months: 14, random: openRandom(5) });
    await sell();
    await app.settle(30_000);
  }, 60_000);

  it("takes up no rate, target or forecast of the former one, and changing back finds them again", async () => {
    const target = { pipelineId: null, stretch: "quarter", from: "2020-01-01", amountMinor: 10_000_000 };
    await setRate("GBP", 1.17);
    await send("PUT", "/api/insights/targets", target);
    await app.db.inWorkspace(scene.workspaceId, (tx) => saveShown(tx, [shownThen("EUR", 10_000_000)], Date.now()));
    await makeForecasts();
    const inEuros = { sale: await sale(), forecast: await forecast(), backtest: await backtest() };
    expect(inEuros.sale).toEqual({ value: 11_700, n: 5, leftOut: 0, currency: "EUR" });
    expect(inEuros.forecast.target!.amountMinor).toBe(10_000_000);
    expect(inEuros.backtest.shown.length).toBeGreaterThan(1);
    expect(inEuros.backtest.shownRecord).toMatchObject({ n: 1 });

    await change("USD");
    expect([await rates(), await targets()]).toEqual([[], []]);
    expect(await sale()).toEqual({ value: null, n: 0, leftOut: 5, currency: "USD" });
    expect(await forecast()).toMatchObject({ currency: "USD", target: null });
    expect(await backtest()).toMatchObject({ currency: "USD", shown: [], shownRecord: null });

    await setRate("GBP", 1.3);
    await setRate("EUR", 1.1);
    await send("PUT", "/api/insights/targets", { ...target, amountMinor: 12_000_000 });
    await app.db.inWorkspace(scene.workspaceId, (tx) => saveShown(tx, [shownThen("USD", 11_000_000)], Date.now()));
    await makeForecasts();
    expect([await rates(), await targets()]).toEqual([[["EUR", 1.1], ["GBP", 1.3]], [12_000_000]]); // prettier-ignore
    expect(await sale()).toEqual({ value: 13_000, n: 5, leftOut: 0, currency: "USD" });
    expect(await forecast()).toMatchObject({ currency: "USD", target: { amountMinor: 12_000_000 } });
    const inDollars = await backtest();
    expect(inDollars.shown.map(({ day, horizon }) => [day, horizon])).toEqual(
      inEuros.backtest.shown.map(({ day, horizon }) => [day, horizon]),
    );
    expect(inDollars.shown[0]!.figure).toMatchObject({ currency: "USD", value: 11_000_000 });
    const quarterOf = ({ shown }: BacktestAnswer) =>
      shown.find(({ day, horizon }) => day === today && horizon === "quarter")!.figure.value!;
    expect(quarterOf(inDollars) / quarterOf(inEuros.backtest)).toBeCloseTo(1.1, 1);

    await change("JPY");
    expect([await rates(), await targets()]).toEqual([[], []]);

    await change("EUR");
    expect([await rates(), await targets()]).toEqual([[["GBP", 1.17]], [10_000_000]]);
    expect(await sale()).toEqual(inEuros.sale);
    expect((await forecast()).target).toEqual(inEuros.forecast.target);
    const back = await backtest();
    expect([back.shown, back.shownRecord]).toEqual([inEuros.backtest.shown, inEuros.backtest.shownRecord]);
  });

  it("knows on a past day the rates into the present one alone, by ledger rows of old too", async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
    scene = await buildScene(app.db);
    await sell();
    await app.settle(30_000);
    await setRate("GBP", 1.17);
    await pause();
    const then = `&asKnownOn=${new Date().toISOString()}`;
    await pause();
    await setRate("GBP", 1.2);
    await change("USD");
    await setRate("GBP", 1.3);
    const none = { value: null, n: 0, leftOut: 5, currency: "USD" };
    const once = { value: 11_700, n: 5, leftOut: 0, currency: "EUR" };
    expect(await sale(then)).toEqual(none);
    await change("EUR");
    expect(await sale(then)).toEqual(once);
    expect(await sale()).toEqual({ ...once, value: 12_000 });
    await app.db.inSystem((tx) =>
      tx.query(sql`update ledger set data = data - 'currency' where workspace_id = ${scene.workspaceId} and data ? 'rates'`),
    );
    expect(await sale(then)).toEqual(once);
    await change("USD");
    expect(await sale(then)).toEqual(none);
  });
});

describe("rates and targets from before they said their currency", () => {
  const store = useDatabase();

  it("count as being in the workspace's", async () => {
    const id = newId();
    const client = await store.db.pool.connect();
    try {
      await client.query("drop schema public cascade; create schema public; grant usage on schema public to public");
      await migrateTo(client, 21);
      await client.query(`
        insert into workspace (id, name, kind, currency, time_zone, language) values ('${id}', 'Shop', 'own', 'CHF', 'Europe/Berlin', 'de');
        insert into exchange_rate (workspace_id, currency, from_day, rate) values ('${id}', 'GBP', '2026-01-01', 1.17);
        insert into target (workspace_id, scope, stretch, from_day, set_at, amount_minor) values ('${id}', 'all', 'month', '2026-01-01', now(), 100)`);
      await migrateTo(client, newestSchema());
    } finally {
      client.release();
    }
    const found = await store.db.inWorkspace(id, async (tx) => ({
      rates: await tx.query(sql`select quote_currency, currency, rate from exchange_rate`),
      targets: await tx.query(sql`select currency, amount_minor from target`),
    }));
    expect(found).toEqual({
      rates: [{ quote_currency: "CHF", currency: "GBP", rate: 1.17 }],
      targets: [{ currency: "CHF", amount_minor: 100 }],
    });
  });
});
