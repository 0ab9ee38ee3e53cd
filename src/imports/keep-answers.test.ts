import { expect, test } from "vitest";
import type { FilePlan, Plan } from "./contract.ts";
import { keepAnswers } from "./keep-answers.ts";

const file = (fileId: string, ...fields: (string | null)[]): FilePlan => ({
  fileId,
  kind: "deals",
  match: "externalId",
  scope: "",
  columns: fields.map((field) => ({ field })),
});
const join = (from: string, to: string) => ({ file: from, column: 0, toFile: to, toColumn: 0 });
const believed: Plan = {
  version: 1,
  files: [file("a", "name", "value"), file("b", "name")],
  currency: "EUR",
  timeZone: "Europe/Berlin",
  pipelineId: null,
  newPipeline: "Imported deals",
  stages: { Won: { outcome: "won" }, Talking: { create: "Talking" } },
  people: { Ada: { none: true }, Bob: { none: true } },
  products: {},
  companies: {},
  joins: [join("a", "b")],
};

test("a file that goes takes nothing with it that was said about the others", () => {
  const said: Plan = {
    ...believed,
    files: [file("a", null, "value"), file("b", "name")],
    currency: "CHF",
    stages: { ...believed.stages, Talking: { outcome: "lost" } },
    people: { Ada: { create: true }, Bob: { none: true } },
    products: { GTXPro: "GTX Pro" },
  };
  const now: Plan = { ...believed, files: [file("a", "name", "value")], people: { Ada: { none: true } }, joins: [] };
  expect(keepAnswers(said, now)).toEqual({
    ...said,
    files: [file("a", null, "value")],
    people: { Ada: { create: true } },
    joins: [],
  });
});

test("a file that comes is as believed, and so are its words; a stage of a pipeline not chosen becomes a new one", () => {
  const said: Plan = { ...believed, joins: [], stages: { Won: { outcome: "lost" } } };
  const now: Plan = {
    ...believed,
    files: [...believed.files, file("c", "email")],
    pipelineId: "019aa000-0000-7000-8000-000000000002",
    newPipeline: null,
    stages: { ...believed.stages, Talking: { stageId: "nurture" } },
    joins: [join("a", "b"), join("a", "c")],
  };
  const kept = keepAnswers(said, now);
  expect(kept.files.map(({ fileId }) => fileId)).toEqual(["a", "b", "c"]);
  expect(kept).toMatchObject({ pipelineId: null, newPipeline: "Imported deals", joins: [join("a", "c")] });
  expect(kept.stages).toEqual({ Won: { outcome: "lost" }, Talking: { create: "Talking" } });
});
