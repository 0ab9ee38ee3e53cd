import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { createPipeline, recordVersion } from "#pipelines/create-pipeline.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import { getPipeline, updatePipeline } from "#pipelines/queries.ts";
import { useApp } from "#test/app.ts";
import type { Targets } from "./forecast/contract.ts";
import { buildScene, contactRow, day, dealRow, lostRow, shopStages, wonRow, type Path, type Scene } from "#test/ledger.ts";

/** The last instant of the day that is asked then and later. */
const endMs = Date.UTC(2026, 2, 11) - 1;
const hour = 3_600_000;
const stages: Stage[] = shopStages.map((stage) =>
  stage.id === "interest" ? { ...stage, goal: { metric: "conversion", target: 0.8 } } : stage,
);
const ago = (days: number, hours = 0) => endMs - days * day - hours * hour;
const money = (n: number) => ({ valueMinor: 2_000 + 37 * (n % 23), currency: n % 5 === 0 ? "USD" : "EUR" });
const openIds = Array.from({ length: 30 }, newId);

/** A shop of a year and a half: customers who come back, journeys that are lost, and some that are open at the end of the day. */
function rowsUntilThen(scene: Scene) {
  const journeys = Array.from({ length: 240 }, (_, n) => {
    const begun = 530 - n * 2.1;
    const contactId = newId();
    const touchSource = n % 3 === 0 ? "newsletter" : null;
    const words = { contactId, touchSource, ownerId: `u${n % 3}`, ...money(n) };
    const path: Path = [
      ["interest", ago(begun, n % 9)],
      ["decision", ago(begun - 2, n % 9)],
    ];
    const who = contactRow({ id: contactId, leadAt: ago(begun, 1), country: n % 2 ? "DE" : "AT" });
    if (n % 3 === 1) return [who, lostRow(scene, { ...words, path, closedAt: ago(begun - 9) })];
    const sold = wonRow(scene, { ...words, path: [...path, ["purchase", ago(begun - 4, n % 9)]] });
    const again = wonRow(scene, { ...words, n: 1, path: [["retention", ago(begun - 5)], ["decision", ago(begun - 15)], ["purchase", ago(begun - 16)]] }); // prettier-ignore
    return n % 4 === 0 && begun > 20 ? [who, sold, again] : [who, sold];
  }).flat();
  const open = openIds.map((id, n) =>
    dealRow(scene, {
      id,
      path: [["interest", ago(n, 2)], ...(n % 3 === 0 ? ([["decision", ago(n / 2, 1)]] as const) : [])],
      ...money(n),
      ownerId: `u${n % 3}`,
    }),
  );
  return [...journeys, ...open];
}

/** What became of the open ones, new ones, and facts about the time before that are told only now. */
function rowsSince(scene: Scene) {
  const since = (days: number) => endMs + days * day;
  const closed = openIds.slice(0, 20).map((id, n) => {
    const path: Path = [
      ["interest", ago(n, 2)],
      ["purchase", since(1 + n)],
    ];
    return n % 2 === 0
      ? wonRow(scene, { id, path, ownerId: "eve", valueMinor: 9_999 })
      : lostRow(scene, { id, path: [path[0]!], closedAt: since(2 + n), ...money(n) });
  });
  const fresh = Array.from({ length: 25 }, (_, n) => dealRow(scene, { path: [["trial", since(1 + n)]], version: 2, ...money(n) }));
  const late = Array.from({ length: 25 }, (_, n) => {
    const path: Path = [
      ["interest", ago(9 * n + 7)],
      ["purchase", ago(9 * n + 6)],
    ];
    const contactId = newId();
    return [
      contactRow({ id: contactId, leadAt: ago(9 * n + 7), country: "FR" }),
      wonRow(scene, { contactId, path, touchSource: "late", valueMinor: 77_777 }),
    ];
  }).flat();
  const rewritten = openIds.slice(20).map(
    (id, n) =>
    dealRow(scene, { id, path: [["awareness", ago(n + 50)], ["interest", ago(n + 20)]], ...money(n), valueMinor: 1 }, "deal.rewritten"), // prettier-ignore
  );
  return [...closed, ...fresh, ...late, ...rewritten];
}

const questions = {
  metrics: "metrics?by=source",
  channel: "channel?",
  funnel: "funnel?from=first",
  flows: "flows?from=first",
  durations: "durations?from=first",
  jams: "jams?from=2025-12-10",
  backtest: "backtest?",
  forecast: "forecast?",
  "forecast beside a target": "forecast?horizon=quarter",
  customers: "customers?from=2025-12-10",
  trends: "trends?",
  sales: "sales?",
};

describe("a day asked then, and asked later as it was known", { timeout: 120_000 }, () => {
  const app = useApp();
  let nowMs = endMs;
  let scene: Scene;
  const then: Record<string, unknown> = {};
  beforeAll(async () => {
    setClock(() => nowMs);
    nowMs = endMs - 2 * hour;
    scene = await buildScene(app.db, { timeZone: "UTC", stages });
    await setRate("2024-01-01", 0.9);
    await setTarget(300_000);
    await scene.write(rowsUntilThen(scene));
    nowMs = endMs;
    await app.settle(60_000);
    for (const [name, path] of Object.entries(questions)) then[name] = await ask(path);

    nowMs = endMs + 40 * day;
    await app.db.inWorkspace(scene.workspaceId, async (tx) => {
      const today = await getPipeline(tx, scene.pipelineId);
      const trial: Stage = { id: "trial", name: "Trial", meaning: "", kind: "open", checklist: [] };
      const saved = {
        ...today,
        name: "Renamed",
        version: 2,
        stages: [trial, ...today.stages.map(({ goal: _, ...stage }) => stage).toReversed()],
      };
      await updatePipeline(tx, saved);
      await recordVersion(tx, saved, { cause: "system", actorId: null, at: nowMs });
      await createPipeline(tx, { template: "wholesale", language: "en" });
    });
    await setTarget(900_000);
    await setRate("2024-01-01", 0.1);
    await setRate("2026-01-01", 0.5);
    await scene.write(rowsSince(scene));
    await app.settle(60_000);
    // what was kept of the answers of then makes room, so that they are worked out anew
    await ask("backtest?");
    for (let n = 1; n <= 31; n += 1) await ask(`backtest?owner=nobody&minValue=${n}`);
  }, 120_000);
  afterAll(() => setClock(() => Date.now()));

  async function ask(path: string) {
    const { status, body } = await app.api("GET", `/api/insights/${path}&pipelineId=${scene.pipelineId}`, undefined, {
      workspace: scene.workspaceId,
    });
    expect([path, status, status === 200 ? "" : body]).toEqual([path, 200, ""]);
    return body;
  }
  async function setRate(fromDay: string, rate: number) {
    const { status } = await app.api(
      "PUT",
      "/api/rates",
      { rates: [{ currency: "USD", fromDay, rate }] },
      { workspace: scene.workspaceId },
    );
    expect(status).toBe(200);
  }

  async function setTarget(amountMinor: number) {
    const target = { pipelineId: scene.pipelineId, stretch: "quarter", from: "2026-01-01", amountMinor };
    const { status, body } = await app.api<Targets>("PUT", "/api/insights/targets", target, { workspace: scene.workspaceId });
    expect([status, body.targets]).toEqual([200, [target]]);
  }

  it.each(Object.entries(questions))("agree to the last digit: %s", async (name, path) => {
    expect(await ask(`${path}&asKnownOn=2026-03-10`)).toEqual(then[name]);
    expect(await ask(path)).not.toEqual(then[name]);
  });

  it("have told something", () => {
    const { funnel, durations, jams, backtest, customers, trends, "forecast beside a target": aimed } = then as Record<string, any>;
    expect(funnel.cohort.stages.length).toBeGreaterThan(3);
    expect(durations.stages.length).toBeGreaterThan(3);
    expect(jams.jams.length).toBeGreaterThan(3);
    expect(backtest.origins.length).toBeGreaterThan(3);
    expect(customers.repeaters).toBeGreaterThan(10);
    expect(trends.series.length).toBeGreaterThan(3);
    expect(aimed.target.amountMinor).toBe(300_000);
  });

  it("shows the same stages on channel, funnel and board, as it happened too", async () => {
    for (const day of ["asOf=2026-03-10", "asKnownOn=2026-03-10"]) {
      const board = (
        await app.api("GET", `/api/pipelines/${scene.pipelineId}/board?${day}`, undefined, { workspace: scene.workspaceId })
      ).body.stages.map(({ id }: { id: string }) => id);
      expect(board).toEqual(stages.map(({ id }) => id));
      const { gates } = await ask(`channel?${day}`);
      expect(gates.map(({ from }: { from: string }) => from)).toEqual(["awareness", "interest", "evaluation", "decision", "purchase"]);
      const { jams } = await ask(`jams?from=2025-12-10&${day}`);
      expect(jams.map(({ stage }: { stage: string }) => stage).sort()).toEqual(stages.map(({ id }) => id).sort());
    }
  });

  it("keep a rate that nobody set by hand", async () => {
    await app.db.inSystem((tx) =>
      tx.query(
        sql`insert into exchange_rate (workspace_id, quote_currency, currency, from_day, rate) values (${scene.workspaceId}, 'EUR', 'CHF', '2020-01-01', 1.05)`,
      ),
    );
    expect(await ask(`metrics?by=source&asKnownOn=2026-03-10`)).toEqual(then["metrics"]);
  });
});
