import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";

describe("the board", () => {
  const app = useApp({ workers: false });

  it("shows every stage of an empty pipeline", async () => {
    const { status, body } = await app.api("GET", `/api/pipelines/${app.shop.pipeline.id}/board`);
    expect(status).toBe(200);
    expect(
      body.stages.map((stage: { key: string; kind: string; count: number; next: null }) => [
        stage.key,
        stage.kind,
        stage.count,
        stage.next,
      ]),
    ).toEqual([
      ["awareness", "open", 0, null],
      ["interest", "open", 0, null],
      ["evaluation", "open", 0, null],
      ["decision", "open", 0, null],
      ["purchase", "won", 0, null],
      ["retention", "returning", 0, null],
    ]);
  });

  it("is unknown by another's id, and by a stage the pipeline has not", async () => {
    const { id } = app.shop.pipeline;
    const other = await app.buildShop();
    expect(await app.api("GET", `/api/pipelines/${other.pipeline.id}/board`)).toMatchObject({
      status: 404,
      body: { error: { code: "pipeline_missing" } },
    });
    expect(await app.api("GET", `/api/pipelines/${newId()}/board`)).toMatchObject({ status: 404 });
    expect(await app.api("GET", `/api/pipelines/${id}/stages/moon/cards`)).toMatchObject({
      status: 404,
      body: { error: { code: "stage_missing" } },
    });
    expect(await app.api("GET", `/api/pipelines/${id}/board?asOf=yesterday`)).toMatchObject({
      status: 400,
      body: { error: { code: "not_an_instant" } },
    });
  });
});
