import { describe, expect, it } from "vitest";
import { now } from "#base/clock.ts";
import type { PipelineWire, StageWire } from "#pipelines/contract.ts";
import { useApp, type TestShop } from "#test/app.ts";
import { buildDeal, sendFacts } from "#test/build.ts";
import { expireIdle } from "./expire-idle.ts";
import { replaySome } from "./replay-worker.ts";

describe("changing a pipeline over HTTP", () => {
  const app = useApp({ workers: false });

  const draftOf = (
    { version, name, stages, idle }: PipelineWire,
    change: { stages?: StageWire[]; moveTo?: Record<string, string> } = {},
  ) => ({
    baseVersion: version,
    name,
    idle,
    stages: (change.stages ?? stages).map(({ ...stage }) => (delete (stage as { key?: string }).key, stage)),
    moveTo: change.moveTo ?? {},
  });
  const load = async (shop: TestShop): Promise<PipelineWire> =>
    (await app.api("GET", "/api/pipelines", undefined, { workspace: shop.workspaceId })).body.pipelines[0];
  const save = (shop: TestShop, draft: object) =>
    app.api("PUT", `/api/pipelines/${shop.pipeline.id}`, draft, { workspace: shop.workspaceId });
  const counts = async (shop: TestShop) => {
    const { body } = await app.api("GET", `/api/pipelines/${shop.pipeline.id}/board`, undefined, { workspace: shop.workspaceId });
    return Object.fromEntries(body.stages.map((stage: { id: string; count: number }) => [stage.id, stage.count]));
  };

  it("keeps every version and refuses an edit of an old one", async () => {
    const shop = await app.buildShop();
    const pipeline = await load(shop);
    const renamed = pipeline.stages.map((stage) => (stage.id === "decision" ? { ...stage, name: "Checkout" } : stage));
    expect(await save(shop, draftOf(pipeline, { stages: renamed }))).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await save(shop, draftOf(pipeline))).toMatchObject({
      status: 409,
      body: { error: { code: "pipeline_changed", details: { version: 2 } } },
    });
    const { body } = await app.api("GET", `/api/pipelines/${pipeline.id}/versions`, undefined, { workspace: shop.workspaceId });
    expect(body.versions.map((version: { version: number; stages: StageWire[] }) => [version.version, version.stages[3]!.name])).toEqual([
      [2, "Checkout"],
      [1, "Decision"],
    ]);
  });

  it("sends the deals of a removed stage where it is told, keeps the totals right and the past readable", async () => {
    const shop = await app.buildShop();
    for (const valueMinor of [100, 250]) await buildDeal(app, { stageId: "evaluation", valueMinor }, shop);
    const driven = await buildDeal(app, { stageId: "evaluation", valueMinor: 50, email: "jo@example.com" }, shop);
    const pipeline = await load(shop);
    const stages = pipeline.stages.filter((stage) => stage.id !== "evaluation");
    expect(await save(shop, draftOf(pipeline, { stages }))).toMatchObject({
      status: 409,
      body: { error: { code: "stage_has_deals", details: { stageId: "evaluation", deals: 3 } } },
    });
    expect(await save(shop, draftOf(pipeline, { stages, moveTo: { evaluation: "purchase" } }))).toMatchObject({ status: 409 });
    expect(await save(shop, draftOf(pipeline, { stages, moveTo: { evaluation: "interest" } }))).toMatchObject({ status: 200 });
    expect(await counts(shop)).toEqual({ awareness: 0, interest: 3, decision: 0, purchase: 0, retention: 0 });
    const board = await app.api("GET", `/api/pipelines/${pipeline.id}/board`, undefined, { workspace: shop.workspaceId });
    expect(board.body.stages[1]).toMatchObject({ id: "interest", sumMinor: 400 });
    const after = await app.api("GET", `/api/deals/${driven.id}`, undefined, { workspace: shop.workspaceId });
    expect(after.body.visits.map((visit: { stageId: string }) => visit.stageId)).toEqual(["evaluation", "interest"]);
  });

  it("says what a changed rule would do to the open deals, and does it when it is saved", async () => {
    const shop = await app.buildShop();
    for (const device of ["a", "b", "c"])
      await sendFacts(app, [{ type: "product.viewed", who: { anonymousId: device }, minutesAgo: 30 }], shop);
    await sendFacts(app, [{ type: "page.viewed", who: { anonymousId: "d" }, page: { path: "/sale" }, minutesAgo: 20 }], shop);
    const pipeline = await load(shop);
    const stages = pipeline.stages.map((stage) =>
      stage.id === "evaluation"
        ? {
            ...stage,
            rule: {
              any: [
                ...stage.rule!.any,
                { event: "page.viewed", where: [{ field: "path" as const, op: "contains" as const, value: "sale" }] },
              ],
            },
          }
        : stage,
    );
    const preview = await app.api("POST", `/api/pipelines/${pipeline.id}/preview`, draftOf(pipeline, { stages }), {
      workspace: shop.workspaceId,
    });
    expect(preview.body).toMatchObject({
      deals: 4,
      different: 1,
      moves: [{ from: "awareness", to: "evaluation", count: 1 }],
      examples: [{ from: "awareness", to: "evaluation" }],
      sampled: false,
    });
    expect(await counts(shop)).toMatchObject({ awareness: 1, interest: 3, evaluation: 0 });

    await save(shop, draftOf(pipeline, { stages }));
    while (await app.db.inWorkspace(shop.workspaceId, (tx) => replaySome(tx, pipeline.id)));
    expect(await counts(shop)).toMatchObject({ awareness: 0, interest: 3, evaluation: 1 });
  });

  it("replays nothing when only words have changed", async () => {
    const shop = await app.buildShop();
    const pipeline = await load(shop);
    await save(shop, draftOf(pipeline, { stages: pipeline.stages.map((stage) => ({ ...stage, name: `${stage.name}!` })) }));
    expect(await app.db.inWorkspace(shop.workspaceId, (tx) => replaySome(tx, pipeline.id))).toBe(false);
  });

  it("counts new idle days from now on only", async () => {
    const shop = await app.buildShop();
    await sendFacts(app, [{ type: "page.viewed", who: { anonymousId: "old" }, minutesAgo: 60 * 24 * 20 }], shop);
    const pipeline = await load(shop);
    expect(await save(shop, { ...draftOf(pipeline), idle: { auto: false, days: 14, returningDays: 365 } })).toMatchObject({
      body: { idle: { auto: false, days: 14 } },
    });
    expect(await app.db.inWorkspace(shop.workspaceId, (tx) => expireIdle(tx, now()))).toBe(0);
    expect(await app.db.inWorkspace(shop.workspaceId, (tx) => expireIdle(tx, now() + 11 * 86_400_000))).toBe(1);
  });

  it.each([
    ["stage_twice", (stages: StageWire[]) => [stages[0]!, ...stages]],
    ["one_won_stage", (stages: StageWire[]) => stages.filter((stage) => stage.kind !== "won")],
    ["one_returning_stage", (stages: StageWire[]) => [...stages, { ...stages[5]!, id: "again" }]],
    ["no_open_stage", (stages: StageWire[]) => stages.filter((stage) => stage.kind !== "open")],
    ["stage_order", (stages: StageWire[]) => stages.toReversed()],
    ["won_stage_fixed", (stages: StageWire[]) => stages.map((stage) => (stage.kind === "won" ? { ...stage, id: "sold" } : stage))],
    [
      "stage_kind_fixed",
      (stages: StageWire[]) => [...stages.slice(0, 3), ...stages.slice(4, 5), { ...stages[3]!, kind: "returning" as const }],
    ],
    ["rule_makes_no_sense", (stages: StageWire[]) => stages.with(0, { ...stages[0]!, rule: { any: [{ activity: "dance" }] } })],
    [
      "rule_makes_no_sense",
      (stages: StageWire[]) =>
        stages.with(0, { ...stages[0]!, rule: { any: [{ event: "page.viewed", where: [{ field: "path", op: ">=", value: 3 }] }] } }),
    ],
    ["invalid_request", (stages: StageWire[]) => stages.with(0, { ...stages[0]!, id: "Not An Id" })],
  ])("refuses %s", async (code, change) => {
    const pipeline = await load(app.shop);
    expect(await save(app.shop, draftOf(pipeline, { stages: change(pipeline.stages) }))).toMatchObject({
      status: 400,
      body: { error: { code } },
    });
  });

  it("makes more pipelines and archives them, but never the last", async () => {
    const shop = await app.buildShop();
    const { body: second } = await app.api(
      "POST",
      "/api/pipelines",
      { template: "wholesale", language: "de" },
      { workspace: shop.workspaceId },
    );
    expect(second).toMatchObject({ name: "Großhandel", version: 1 });
    const deal = await buildDeal(app, { pipelineId: second.id, stageId: "offer" }, shop);
    expect(
      (await app.api("POST", `/api/pipelines/${second.id}/archive`, undefined, { workspace: shop.workspaceId })).body.pipelines,
    ).toHaveLength(1);
    expect(await app.api("GET", `/api/deals/${deal.id}`, undefined, { workspace: shop.workspaceId })).toMatchObject({
      status: 200,
      body: { stageId: "offer" },
    });
    expect(
      await app.api("POST", "/api/deals", { pipelineId: second.id, stageId: "offer", name: "X" }, { workspace: shop.workspaceId }),
    ).toMatchObject({ status: 409, body: { error: { code: "pipeline_archived" } } });
    expect(await app.api("POST", `/api/pipelines/${shop.pipeline.id}/archive`, undefined, { workspace: shop.workspaceId })).toMatchObject({
      status: 409,
      body: { error: { code: "last_pipeline" } },
    });
  });
});
