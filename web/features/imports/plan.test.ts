import { expect, test } from "vitest";
import { plan as planSchema, type ImportFile, type Plan } from "#imports/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { changeColumn, getAt, questionsOf, setAt, stepsOf, withField, withKind, withoutWord, withPipeline } from "./plan.ts";

const pipelineId = "019aa000-0000-7000-8000-000000000002";
const plan: Plan = {
  version: 1,
  files: [
    {
      fileId: "f1",
      kind: "deals",
      match: "externalId",
      scope: "",
      columns: [{ field: "externalId" }, { field: "closedAt", dateOrder: null }, { field: "value", decimal: "." }, { field: "stage" }],
    },
  ],
  currency: "EUR",
  timeZone: "Europe/Berlin",
  pipelineId,
  newPipeline: null,
  stages: { "Closed. Won": { outcome: "won" }, Talking: { stageId: "nurture" }, Odd: { create: "Odd" } },
  people: {},
  products: {},
  companies: {},
  joins: [],
};

test("a word of the file may hold dots and stays one step", () => {
  expect(stepsOf("files.0.columns.1.dateOrder")).toEqual(["files", "0", "columns", "1", "dateOrder"]);
  expect(stepsOf("stages.Closed. Won")).toEqual(["stages", "Closed. Won"]);
  expect(getAt(plan, "stages.Closed. Won")).toEqual({ outcome: "won" });
  expect(setAt(plan, "stages.Closed. Won", { outcome: "lost" }).stages).toEqual({ ...plan.stages, "Closed. Won": { outcome: "lost" } });
});

test("a change makes a plan that differs in that place only, and leaves the old one alone", () => {
  const before = structuredClone(plan);
  const changed = setAt(plan, "files.0.columns.1.dateOrder", "dmy");
  expect(changed.files[0]!.columns[1]).toEqual({ field: "closedAt", dateOrder: "dmy" });
  expect(setAt(changed, "files.0.columns.1.dateOrder", null)).toEqual(before);
  expect(plan).toEqual(before);
  const joined = setAt(plan, "joins.3", { file: "f1", column: 0, toFile: "f2", toColumn: 1 });
  expect(joined.joins).toHaveLength(1);
  expect(withoutWord(setAt(plan, "products.GTXPro", "GTX Pro"), "products", "GTXPro")).toEqual(before);
  expect(planSchema.parse(changed)).toEqual(changed);
});

test("another meaning keeps how values are written where it still matters", () => {
  expect(withField({ field: "closedAt", dateOrder: "dmy" }, "createdAt", undefined)).toEqual({ field: "createdAt", dateOrder: "dmy" });
  expect(withField({ field: "closedAt", dateOrder: "dmy" }, "note", undefined)).toEqual({ field: "note" });
  expect(withField({ field: null }, "value", undefined)).toEqual({ field: "value", decimal: null });
  expect(withField({ field: "createdAt", dateOrder: "ymd" }, "stageEnteredAt", "Won")).toEqual({
    field: "stageEnteredAt",
    dateOrder: "ymd",
    stage: "Won",
  });
  expect(changeColumn(plan, 0, 3, { field: null }).files[0]!.columns.map(({ field }) => field)).toEqual([
    "externalId",
    "closedAt",
    "value",
    null,
  ]);
});

test("a file of another kind keeps the meanings that this kind has too", () => {
  const leads = withKind(plan.files[0]!, "leads");
  expect(leads.columns.map(({ field }) => field)).toEqual(["externalId", null, null, "stage"]);
  expect(leads.match).toBe("externalId");
  expect(withKind(plan.files[0]!, "team").match).toBe("email");
});

test("in another pipeline a stage word finds the stage of the same name, else a new one", () => {
  const stage = (id: string, name: string) => ({ id, key: id, name, meaning: "", kind: "open" as const, checklist: [] });
  const from = { id: pipelineId, name: "A", stages: [stage("nurture", "Lead nurturing")] } as unknown as PipelineWire;
  const to = { id: "019aa000-0000-7000-8000-000000000003", name: "B", stages: [stage("x", "lead nurturing")] } as unknown as PipelineWire;
  expect(withPipeline(plan, from, to, "").stages).toEqual({
    "Closed. Won": { outcome: "won" },
    Talking: { stageId: "x" },
    Odd: { create: "Odd" },
  });
  const made = withPipeline(plan, from, null, "Imported deals");
  expect(made).toMatchObject({ pipelineId: null, newPipeline: "Imported deals", stages: { Talking: { create: "Lead nurturing" } } });
});

test("asked is what the server asks and what a new meaning leaves open, until it is answered or left out", () => {
  const column = (filled: number) => ({ header: "h", samples: [], filled, distinct: filled });
  const file = (filled: number) => ({ id: "f1", columns: [column(9), column(filled), column(9), column(9)] }) as unknown as ImportFile;
  const path = "files.0.columns.1.dateOrder";
  expect(questionsOf(plan, [file(9)], [])).toEqual([path]);
  expect(questionsOf(plan, [file(9)], [path, "stages.Odd one"])).toEqual([path, "stages.Odd one"]);
  expect(questionsOf(plan, [file(0)], [])).toEqual([]);
  expect(questionsOf(setAt(plan, path, "dmy"), [file(9)], [path])).toEqual([]);
  expect(questionsOf(changeColumn(plan, 0, 1, { field: null }), [file(9)], [])).toEqual([]);
});
