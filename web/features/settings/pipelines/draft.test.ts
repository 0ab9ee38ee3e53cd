import { describe, expect, test } from "vitest";
import type { PipelineWire } from "#pipelines/contract.ts";
import { addStage, bodyOf, changeStage, draftOf, isChanged, moveStage, problemsOf, removeStage } from "./draft.ts";

const saved: PipelineWire = {
  id: "0190a000-0000-7000-8000-000000000000",
  name: "Online shop",
  template: "online-shop",
  version: 3,
  idle: { auto: true, days: 30, returningDays: 365 },
  stages: (["awareness", "interest", "evaluation", "purchase", "retention"] as const).map((id) => ({
    id,
    key: id,
    name: id,
    meaning: "",
    kind: id === "purchase" ? "won" : id === "retention" ? "returning" : "open",
    checklist: [],
  })),
};
const ids = (draft: { stages: { id: string }[] }) => draft.stages.map(({ id }) => id);

describe("a pipeline while it is edited", () => {
  test("is unchanged until something is", () => {
    expect(isChanged(draftOf(saved), saved)).toBe(false);
    expect(isChanged(changeStage(draftOf(saved), "interest", { name: "Curious" }), saved)).toBe(true);
  });

  test("open stages change places, the sale and the return stay where they are", () => {
    expect(ids(moveStage(draftOf(saved), "evaluation", 0))).toEqual(["evaluation", "awareness", "interest", "purchase", "retention"]);
    expect(ids(moveStage(draftOf(saved), "awareness", 3))).toEqual(ids(saved));
    expect(ids(moveStage(draftOf(saved), "purchase", 0))).toEqual(ids(saved));
  });

  test("a new stage stands last among the open ones and has an id of its own", () => {
    const { draft, id } = addStage(draftOf(saved), "Größe klären");
    expect(ids(draft)).toEqual(["awareness", "interest", "evaluation", id, "purchase", "retention"]);
    expect(id).toMatch(/^grosse-klaren-[a-z0-9]+$/);
  });

  test("deals of a removed stage go to its neighbour, and on when that goes too", () => {
    const once = removeStage(draftOf(saved), "evaluation", saved);
    expect(once.moveTo).toEqual({ evaluation: "interest" });
    const twice = removeStage(once, "interest", saved);
    expect(twice.moveTo).toEqual({ evaluation: "awareness", interest: "awareness" });
  });

  test("a stage that was never saved leaves nothing to send", () => {
    const { draft, id } = addStage(draftOf(saved), "New");
    expect(removeStage(draft, id, saved)).toEqual(draftOf(saved));
  });

  test("says what must be mended", () => {
    expect(problemsOf(draftOf(saved))).toEqual([]);
    expect(problemsOf(changeStage(draftOf(saved), "interest", { name: " Awareness " }))).toEqual([
      { key: "stageTwice", stageId: "interest" },
    ]);
    expect(problemsOf(changeStage(draftOf(saved), "interest", { kind: "won" }))).toContainEqual({ key: "wonTwice", stageId: "purchase" });
    expect(problemsOf(changeStage(draftOf(saved), "purchase", { kind: "open" }))).toEqual([{ key: "noWon" }]);
  });

  test("sends trimmed names, the version it began with, and no empty checklist lines", () => {
    const draft = changeStage(draftOf(saved), "interest", {
      name: " Curious ",
      checklist: [
        { id: "a", text: "" },
        { id: "b", text: "Reachable" },
      ],
    });
    const body = bodyOf(draft, saved);
    expect(body.baseVersion).toBe(3);
    expect(body.stages[1]).toMatchObject({ name: "Curious", checklist: [{ id: "b", text: "Reachable" }] });
  });
});
