import { sql } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import { useApp, type As } from "#test/app.ts";
import type { ChangeNote, Task } from "./contract.ts";

const app = useApp({ workers: false });
afterEach(() => setClock(() => Date.now()));

/** Status and, of a refusal, its code. */
async function codeOf(method: string, path: string, body?: unknown, by: { as?: As; workspace?: string } = {}) {
  const answer = await app.api(method, path, body, by);
  return [answer.status, answer.body?.error?.code];
}

/** Fills a table up to so many rows. */
async function fill(table: "task" | "change_note", rows: number, workspaceId: string): Promise<void> {
  const day = table === "change_note" ? sql`, day` : sql``;
  const value = table === "change_note" ? sql`, current_date` : sql``;
  await app.db.inWorkspace(workspaceId, (tx) =>
    tx.query(sql`
      insert into ${sql.table(table)} (workspace_id, id, title, text, created_at${day})
      select ${workspaceId}, gen_random_uuid(), 'one of many', '', now()${value} from generate_series(1, ${rows}::int)
    `),
  );
}

describe("tasks", () => {
  const tasks = async (state = "all", by = {}) =>
    (await app.api<{ tasks: Task[] }>("GET", `/api/tasks?state=${state}`, undefined, by)).body.tasks;

  it("are made, changed, ticked off, taken up again and deleted; what is due first stands first", async () => {
    const made = await app.api<Task>("POST", "/api/tasks", {
      title: "  Call the hotel ",
      text: "about tea",
      dueDay: "2030-02-28",
      pipelineId: app.shop.pipeline.id,
      stageId: "decision",
      measure: "benefit_first",
    });
    expect(made.status).toBe(200);
    const { id, createdAt, ...words } = made.body;
    expect(words).toEqual({
      title: "Call the hotel",
      text: "about tea",
      dueDay: "2030-02-28",
      ownerId: null,
      pipelineId: app.shop.pipeline.id,
      stageId: "decision",
      measure: "benefit_first",
      doneAt: null,
    });
    const sooner = (await app.api<Task>("POST", "/api/tasks", { title: "Write first", dueDay: "2030-01-01" })).body;
    const undated = (await app.api<Task>("POST", "/api/tasks", { title: "Some day" })).body;
    expect((await tasks()).map((task) => task.id)).toEqual([sooner.id, id, undated.id]);

    setClock(() => Date.UTC(2026, 4, 1, 10));
    const done = { title: "Call the hotel", dueDay: null, done: true };
    const ticked = (await app.api<Task>("PUT", `/api/tasks/${id}`, done)).body;
    expect(ticked).toEqual({ ...words, id, createdAt, ...done, text: "", pipelineId: null, stageId: null, measure: null, doneAt: "2026-05-01T10:00:00.000Z", done: undefined }); // prettier-ignore
    setClock(() => Date.UTC(2026, 4, 2, 10));
    expect((await app.api<Task>("PUT", `/api/tasks/${id}`, { ...done, title: "Called" })).body).toMatchObject({
      title: "Called",
      doneAt: "2026-05-01T10:00:00.000Z", // the moment of the first tick stays
    });
    expect([(await tasks("open")).length, (await tasks("done")).map((task) => task.id)]).toEqual([2, [id]]);
    expect((await app.api<Task>("PUT", `/api/tasks/${id}`, { ...done, done: false })).body.doneAt).toBeNull();

    expect(await codeOf("DELETE", `/api/tasks/${id}`)).toEqual([204, undefined]);
    expect(await codeOf("DELETE", `/api/tasks/${id}`)).toEqual([404, "task_missing"]);
    expect(await codeOf("PUT", `/api/tasks/${id}`, done)).toEqual([404, "task_missing"]);
    expect((await tasks()).map((task) => task.id)).toEqual([sooner.id, undated.id]);
  });

  it("may belong to a member and to nobody else", async () => {
    const me = (await app.api<{ userId: string }[] & any>("GET", "/api/members", undefined, { as: "seller" })).body.members[0].userId;
    expect((await app.api<Task>("POST", "/api/tasks", { title: "Mine", ownerId: me })).body.ownerId).toBe(me);
    expect(await codeOf("POST", "/api/tasks", { title: "A stranger's", ownerId: newId() })).toEqual([404, "member_not_found"]);
  });

  it.each([
    ["no title", { title: "   " }, [400, "invalid_request"]],
    ["a title too long", { title: "x".repeat(201) }, [400, "invalid_request"]],
    ["a text too long", { title: "x", text: "x".repeat(limits.noteLength + 1) }, [400, "invalid_request"]],
    ["a day in other words", { title: "x", dueDay: "tomorrow" }, [400, "invalid_request"]],
    ["a day that no calendar has", { title: "x", dueDay: "2026-02-30" }, [400, "not_a_day"]],
    ["a stage without its pipeline", { title: "x", stageId: "decision" }, [400, "stage_not_in_pipeline"]],
    ["a pipeline that is not there", { title: "x", pipelineId: newId() }, [404, "pipeline_missing"]],
  ])("refuse %s", async (_, body, refusal) => {
    const before = await tasks();
    expect(await codeOf("POST", "/api/tasks", body)).toEqual(refusal);
    const [first] = before;
    expect(await codeOf("PUT", `/api/tasks/${first!.id}`, body)).toEqual(refusal);
    expect(await tasks()).toEqual(before);
  });

  it("refuse a stage of another pipeline", async () => {
    const wrong = { title: "x", pipelineId: app.shop.pipeline.id, stageId: "demo" };
    expect(await codeOf("POST", "/api/tasks", wrong)).toEqual([400, "stage_not_in_pipeline"]);
  });

  it("end at their limit", async () => {
    const { workspaceId } = await app.buildShop();
    await fill("task", limits.tasks - 1, workspaceId);
    expect(await codeOf("POST", "/api/tasks", { title: "The last" }, { workspace: workspaceId })).toEqual([200, undefined]);
    expect(await codeOf("POST", "/api/tasks", { title: "One too many" }, { workspace: workspaceId })).toEqual([409, "too_many_tasks"]);
    expect(await tasks("all", { workspace: workspaceId })).toHaveLength(limits.tasks);
  });
});

describe("notes of changes", () => {
  const notes = async (query = "", by = {}) =>
    (await app.api<{ changes: ChangeNote[] }>("GET", `/api/changes?${query}`, undefined, by)).body.changes;

  it("are made, corrected and deleted; newest first, by days and pipeline", async () => {
    const other = (await app.api("POST", "/api/pipelines", { template: "wholesale", language: "en" })).body.id as string;
    const note = (day: string, words = {}) => app.api<ChangeNote>("POST", "/api/changes", { day, title: `On ${day}`, ...words });
    const everywhere = (await note("2026-03-01")).body;
    const here = (await note("2026-03-05", { pipelineId: app.shop.pipeline.id, stageId: "evaluation", text: "new photos" })).body;
    const there = (await note("2026-03-09", { pipelineId: other })).body;
    expect(here).toMatchObject({ day: "2026-03-05", title: "On 2026-03-05", text: "new photos", stageId: "evaluation", measure: null });
    const days = async (query: string) => (await notes(query)).map(({ day }) => day.slice(8));
    expect(await days("")).toEqual(["09", "05", "01"]);
    expect(await days("from=2026-03-02&to=2026-03-05")).toEqual(["05"]);
    expect(await days(`pipelineId=${other}`)).toEqual(["09", "01"]);

    const corrected = await app.api<ChangeNote>("PUT", `/api/changes/${here.id}`, { day: "2026-02-28", title: "Better photos" });
    expect(corrected.body).toMatchObject({
      id: here.id,
      day: "2026-02-28",
      title: "Better photos",
      text: "",
      pipelineId: null,
      stageId: null,
    });
    expect(await days("")).toEqual(["09", "01", "28"]);
    for (const { id } of [everywhere, here, there]) expect(await codeOf("DELETE", `/api/changes/${id}`)).toEqual([204, undefined]);
    expect(await notes()).toEqual([]);
    expect(await codeOf("DELETE", `/api/changes/${here.id}`)).toEqual([404, "change_missing"]);
    expect(await codeOf("PUT", `/api/changes/${here.id}`, { day: "2026-02-28", title: "x" })).toEqual([404, "change_missing"]);
  });

  it.each([
    ["no day", { title: "x" }, [400, "invalid_request"]],
    ["a day that no calendar has", { title: "x", day: "2026-13-01" }, [400, "not_a_day"]],
    ["no title", { title: "", day: "2026-03-01" }, [400, "invalid_request"]],
    ["a stage without its pipeline", { title: "x", day: "2026-03-01", stageId: "decision" }, [400, "stage_not_in_pipeline"]],
    ["a pipeline that is not there", { title: "x", day: "2026-03-01", pipelineId: newId() }, [404, "pipeline_missing"]],
  ])("refuse %s", async (_, body, refusal) => {
    expect(await codeOf("POST", "/api/changes", body)).toEqual(refusal);
    expect(await notes()).toEqual([]);
  });

  it("refuse questions about days that no calendar has", async () => {
    expect(await codeOf("GET", "/api/changes?from=2026-02-30")).toEqual([400, "not_a_day"]);
    expect(await codeOf("GET", "/api/changes?to=soon")).toEqual([400, "invalid_request"]);
  });

  it("end at their limit", async () => {
    const { workspaceId } = await app.buildShop();
    await fill("change_note", limits.changeNotes - 1, workspaceId);
    const body = { day: "2026-03-01", title: "x" };
    expect(await codeOf("POST", "/api/changes", body, { workspace: workspaceId })).toEqual([200, undefined]);
    expect(await codeOf("POST", "/api/changes", body, { workspace: workspaceId })).toEqual([409, "too_many_changes"]);
  });
});

describe.each([
  ["tasks", "/api/tasks", { title: "Call" }, "task_missing"],
  ["notes of changes", "/api/changes", { title: "New photos", day: "2026-03-01" }, "change_missing"],
])("who may do what with %s", (_, path, body, missing) => {
  let id: string;

  it("sellers write, viewers read, strangers neither", async () => {
    id = (await app.api("POST", path, body, { as: "seller" })).body.id;
    expect(await codeOf("GET", path, undefined, { as: "viewer" })).toEqual([200, undefined]);
    for (const [method, where] of [
      ["POST", path],
      ["PUT", `${path}/${id}`],
      ["DELETE", `${path}/${id}`],
    ] as const) {
      expect([method, ...(await codeOf(method, where, body, { as: "viewer" }))]).toEqual([method, 403, "not_allowed"]);
      expect([method, (await codeOf(method, where, body, { as: "nobody" }))[0]]).toEqual([method, 401]);
    }
    expect((await codeOf("GET", path, undefined, { as: "nobody" }))[0]).toBe(401);
  });

  it("another workspace neither sees nor touches it", async () => {
    const neighbour = await app.buildShop();
    const as = await app.signedIn("owner", neighbour);
    const at = { as, workspace: neighbour.workspaceId };
    expect(JSON.stringify((await app.api("GET", path, undefined, at)).body)).not.toContain(id);
    expect(await codeOf("PUT", `${path}/${id}`, body, at)).toEqual([404, missing]);
    expect(await codeOf("DELETE", `${path}/${id}`, undefined, at)).toEqual([404, missing]);
    const foreign = { ...body, pipelineId: app.shop.pipeline.id };
    expect(await codeOf("POST", path, foreign, at)).toEqual([404, "pipeline_missing"]);
    expect(JSON.stringify((await app.api("GET", path)).body)).toContain(id);
  });
});
