import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildDeal } from "#test/build.ts";

describe("deals over HTTP", () => {
  const app = useApp({ workers: false });

  it("opens, moves, values, loses and reopens a deal, and the board follows", async () => {
    const { id } = app.shop.pipeline;
    const deal = await buildDeal(app, {
      name: "Hotel Seeblick",
      stageId: "evaluation",
      valueMinor: 426_000,
      email: "falk@seeblick.example",
    });
    expect(deal).toMatchObject({
      name: "Hotel Seeblick",
      stageId: "evaluation",
      outcome: "open",
      valueMinor: 426_000,
      currency: "EUR",
      driven: true,
      contact: { email: "falk@seeblick.example", known: true },
    });

    expect(await app.api("PUT", `/api/deals/${deal.id}/stage`, { stageId: "decision" })).toMatchObject({
      status: 200,
      body: { id: deal.id, stageId: "decision", outcome: "open" },
    });
    expect(await app.api("PATCH", `/api/deals/${deal.id}`, { valueMinor: 400_000, checked: ["shipping"] })).toMatchObject({
      status: 200,
      body: { valueMinor: 400_000, checked: ["shipping"] },
    });
    const board = await app.api("GET", `/api/pipelines/${id}/board`);
    expect(board.body.stages[3]).toMatchObject({
      key: "decision",
      count: 1,
      sumMinor: 400_000,
      currency: "EUR",
      cards: [{ id: deal.id, name: "Hotel Seeblick", valueMinor: 400_000 }],
      next: null,
    });

    expect(await app.api("POST", `/api/deals/${deal.id}/lose`, { reason: "too_expensive", note: "maybe in spring" })).toMatchObject({
      status: 200,
      body: { outcome: "lost" },
    });
    expect(await app.api("POST", `/api/deals/${deal.id}/lose`, { reason: "other" })).toMatchObject({
      status: 409,
      body: { error: { code: "deal_closed" } },
    });
    expect(await app.api("POST", `/api/deals/${deal.id}/reopen`)).toMatchObject({
      status: 200,
      body: { outcome: "open", stageId: "decision" },
    });
    expect(await app.api("PUT", `/api/deals/${deal.id}/stage`, { stageId: "purchase" })).toMatchObject({
      status: 200,
      body: { outcome: "won", stageId: "purchase" },
    });
    const after = await app.api("GET", `/api/pipelines/${id}/board`);
    expect(after.body.stages.map((stage: { count: number }) => stage.count)).toEqual([0, 0, 0, 0, 1, 1]);
    expect(after.body.stages[4].cards[0]).toMatchObject({ id: deal.id, outcome: "won" });
  });

  it("tells the whole story in the timeline, newest first, page by page", async () => {
    const deal = await buildDeal(app, { name: "Café Morgenrot", stageId: "interest" });
    await app.api("POST", `/api/deals/${deal.id}/activities`, { type: "call", outcome: "reached", text: "wants samples" });
    await app.api("PUT", `/api/deals/${deal.id}/stage`, { stageId: "evaluation" });
    await app.api("POST", `/api/deals/${deal.id}/lose`, { reason: "no_need", note: "closed for winter" });
    const { body } = await app.api("GET", `/api/deals/${deal.id}/timeline`);
    expect(body.entries.map((entry: { type: string; cause: string; data: object }) => [entry.type, entry.cause, entry.data])).toMatchObject(
      [
        ["deal.lost", "person", { reason: "no_need", note: "closed for winter" }],
        ["deal.moved", "person", { from: "interest", to: "evaluation" }],
        ["activity.done", "person", { name: "call", outcome: "reached", text: "wants samples" }],
        ["deal.opened", "person", { to: "interest" }],
      ],
    );
    const first = await app.api("GET", `/api/deals/${deal.id}/timeline?limit=3`);
    const second = await app.api("GET", `/api/deals/${deal.id}/timeline?limit=3&before=${first.body.next}`);
    expect([...first.body.entries, ...second.body.entries]).toEqual(body.entries);
    expect(second.body.next).toBeNull();
  });

  it("moves many at once and refuses singly", async () => {
    const [one, two] = [await buildDeal(app, {}), await buildDeal(app, {})];
    const strange = newId();
    const { body } = await app.api("POST", "/api/deals/bulk-move", {
      moves: [
        { dealId: one.id, stageId: "decision" },
        { dealId: strange, stageId: "decision" },
        { dealId: two.id, stageId: "moon" },
      ],
    });
    expect(body).toMatchObject({
      moved: [{ id: one.id, stageId: "decision" }],
      refused: [
        { dealId: strange, code: "deal_missing" },
        { dealId: two.id, code: "stage_not_in_pipeline" },
      ],
    });
  });

  it("lets moves that come together share a transaction, each with its own answer", async () => {
    const deals = await Promise.all(Array.from({ length: 12 }, () => buildDeal(app, {})));
    const before = await app.db.inSystem((tx) =>
      tx.query<{ recorded: number }>(sql`select count(distinct recorded_at) as recorded from ledger where type = 'deal.moved'`),
    );
    const answers = await Promise.all([
      ...deals.map((deal) => app.api("PUT", `/api/deals/${deal.id}/stage`, { stageId: "decision" })),
      app.api("PUT", `/api/deals/${newId()}/stage`, { stageId: "decision" }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([...deals.map(() => 200), 404]);
    const after = await app.db.inSystem((tx) =>
      tx.query<{ recorded: number }>(sql`select count(distinct recorded_at) as recorded from ledger where type = 'deal.moved'`),
    );
    expect(after[0]!.recorded - before[0]!.recorded).toBeLessThan(deals.length);
  });

  it("lists by filter and sort", async () => {
    const other = await app.buildShop();
    const build = (name: string, valueMinor: number, stageId: string) => buildDeal(app, { name, valueMinor, stageId }, other);
    await build("Anker", 300, "interest");
    await build("Zorn", 100, "decision");
    const lost = await build("Moor", 200, "decision");
    await app.api("POST", `/api/deals/${lost.id}/lose`, { reason: "other" }, { workspace: other.workspaceId });
    const names = async (query: string) => {
      const { body } = await app.api("GET", `/api/deals?${query}`, undefined, { workspace: other.workspaceId });
      return [body.total, ...body.deals.map((deal: { name: string }) => deal.name)];
    };
    expect(await names("sort=value&dir=desc")).toEqual([2, "Anker", "Zorn"]);
    expect(await names("outcome=all&sort=name&dir=asc")).toEqual([3, "Anker", "Moor", "Zorn"]);
    expect(await names("outcome=lost")).toEqual([1, "Moor"]);
    expect(await names("minValue=200")).toEqual([1, "Anker"]);
    expect(await names("q=zOr")).toEqual([1, "Zorn"]);
    expect(await names("owner=none&stageId=decision")).toEqual([1, "Zorn"]);
    expect(await names("stalled=yes")).toEqual([0]);
    const board = await app.api("GET", `/api/pipelines/${other.pipeline.id}/board?q=zor`, undefined, { workspace: other.workspaceId });
    expect(board.body.stages.map((stage: { count: number; cards: unknown[] }) => [stage.count, stage.cards.length])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  it("refuses what makes no sense with a stable code", async () => {
    const deal = await buildDeal(app, {});
    const { id: pipelineId } = app.shop.pipeline;
    const refused = async (method: string, path: string, body: object) => (await app.api(method, path, body)).body.error.code;
    expect(await refused("PUT", `/api/deals/${deal.id}/stage`, { stageId: "moon" })).toBe("stage_not_in_pipeline");
    expect(await refused("PATCH", `/api/deals/${deal.id}`, { valueMinor: 1, currency: "XYZ" })).toBe("unknown_currency");
    expect(await refused("PATCH", `/api/deals/${deal.id}`, { currency: "USD" })).toBe("value_missing");
    expect(await refused("PATCH", `/api/deals/${deal.id}`, { ownerId: "nobody" })).toBe("owner_not_member");
    expect(await refused("POST", "/api/deals", { pipelineId: newId(), stageId: "decision", name: "X" })).toBe("pipeline_missing");
    expect(await refused("POST", "/api/deals", { pipelineId, stageId: "decision", name: "X", email: "no" })).toBe("email_invalid");
    expect(await refused("POST", `/api/deals/${deal.id}/activities`, { type: "note" })).toBe("note_empty");
    expect(await refused("POST", `/api/deals/${deal.id}/lose`, { reason: "moon" })).toBe("invalid_request");
  });
});
