import { refuse } from "#base/refusal.ts";
import type { PipelineDraft } from "./contract.ts";
import { idleDaysAt, wonStage, type Condition, type Pipeline, type Stage } from "./pipeline.ts";

/** The pipeline that saving the draft makes, or a refusal that says what does not fit. Pure. */
export function withDraft(pipeline: Pipeline, draft: PipelineDraft, atMs: number): Pipeline {
  if (draft.baseVersion !== pipeline.version) throw refuse("conflict", "pipeline_changed", { version: pipeline.version });
  requireUnique(
    draft.stages.map((stage) => stage.id),
    "stage_twice",
  );
  for (const stage of draft.stages) {
    requireUnique(
      stage.checklist.map((item) => item.id),
      "checklist_item_twice",
    );
    for (const condition of stage.rule?.any ?? []) requireSense(stage, condition);
  }
  requireKinds(pipeline, draft.stages);
  return { ...pipeline, name: draft.name, version: pipeline.version + 1, stages: draft.stages, idle: withIdle(pipeline, draft, atMs) };
}

function requireUnique(ids: readonly string[], code: string): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw refuse("invalid", code, { id: twice });
}

/** Open stages come first, then the one won stage, which stays what it is, then at most one returning stage. */
function requireKinds(pipeline: Pipeline, stages: readonly Stage[]): void {
  const won = stages.filter((stage) => stage.kind === "won");
  if (won.length !== 1) throw refuse("invalid", "one_won_stage", { found: won.length });
  if (stages.filter((stage) => stage.kind === "returning").length > 1) throw refuse("invalid", "one_returning_stage");
  if (!stages.some((stage) => stage.kind === "open")) throw refuse("invalid", "no_open_stage");
  const order = { open: 0, won: 1, returning: 2 };
  if (stages.some((stage, index) => index > 0 && order[stage.kind] < order[stages[index - 1]!.kind]))
    throw refuse("invalid", "stage_order");
  const before = wonStage(pipeline);
  if (before && won[0]!.id !== before.id) throw refuse("invalid", "won_stage_fixed", { stageId: before.id });
  const changed = stages.find((stage) => pipeline.stages.some((old) => old.id === stage.id && old.kind !== stage.kind));
  if (changed) throw refuse("invalid", "stage_kind_fixed", { stageId: changed.id });
}

const activities = new Set(["note", "call", "demo", "meeting", "email"]);
const outcomes = new Set(["reached", "not_reached", "positive", "negative", "done"]);

function requireSense(stage: Pick<Stage, "id">, condition: Condition): void {
  const wrong = (what: string) => refuse("invalid", "rule_makes_no_sense", { stageId: stage.id, what });
  if ("activity" in condition) {
    if (!activities.has(condition.activity)) throw wrong(condition.activity);
    if (condition.outcome !== undefined && !outcomes.has(condition.outcome)) throw wrong(condition.outcome);
    return;
  }
  for (const { field, op, value } of condition.where ?? []) {
    const isNumeric = field === "valueMinor" || field === "itemCount";
    if (isNumeric ? typeof value !== "number" || op === "contains" : op !== "=" && op !== "contains")
      throw wrong(`${field} ${op} ${value}`);
  }
}

/** The list of idle days only grows, so that the past is replayed with the days that were in force then. */
function withIdle(pipeline: Pipeline, { idle }: PipelineDraft, atMs: number): Pipeline["idle"] {
  const { days, returningDays, auto } = idle;
  const isSame = days === idleDaysAt(pipeline.idle, atMs, false) && returningDays === idleDaysAt(pipeline.idle, atMs, true);
  return { auto, steps: isSame ? pipeline.idle.steps : [...pipeline.idle.steps, { fromMs: atMs, days, returningDays }] };
}

/** True when facts may put a journey elsewhere than before: other stages, another order of them, or other rules. */
export function changesRules(before: Pipeline, after: Pipeline): boolean {
  const rules = (pipeline: Pipeline) =>
    JSON.stringify(pipeline.stages.map(({ id, kind, rule }) => [id, kind, rule?.any ?? [], rule?.firstOnly ?? false]));
  return rules(before) !== rules(after);
}
