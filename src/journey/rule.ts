import type { Fact } from "#ledger/fact.ts";
import { rankOf, type Condition, type Pipeline, type Stage, type ValueCondition } from "#pipelines/pipeline.ts";

/** The highest open stage that a fact proves by the pipeline's entry rules; null when it proves none. */
export function provenStage(pipeline: Pipeline, fact: Fact, returning: boolean): string | null {
  let best: Stage | undefined;
  for (const stage of pipeline.stages) {
    if (stage.kind !== "open" || !stage.rule || (returning && stage.rule.firstOnly)) continue;
    if (best && rankOf(pipeline, stage.id) <= rankOf(pipeline, best.id)) continue;
    if (stage.rule.any.some((condition) => meets(condition, fact))) best = stage;
  }
  return best?.id ?? null;
}

/** Whether a fact other than an order wins, because the won stage's rule names it (an activity's outcome, a custom event). */
export function provesSale(pipeline: Pipeline, fact: Fact): boolean {
  return pipeline.stages.some(
    (stage) => stage.kind === "won" && stage.rule?.any.some((condition) => !isOrderRule(condition) && meets(condition, fact)),
  );
}

function isOrderRule(condition: Condition): boolean {
  return "event" in condition && condition.event.startsWith("order.");
}

function meets(condition: Condition, fact: Fact): boolean {
  if ("activity" in condition) {
    return (
      fact.type === "activity.done" &&
      fact.name === condition.activity &&
      (condition.outcome === undefined || condition.outcome === fact.outcome)
    );
  }
  const named = fact.type === "custom" ? fact.name === condition.event : fact.type === condition.event;
  return named && (condition.where ?? []).every((where) => holds(where, fact));
}

function holds({ field, op, value }: ValueCondition, fact: Fact): boolean {
  const actual = fieldOf(fact, field);
  if (actual === undefined) return false;
  switch (op) {
    case ">=":
      return Number(actual) >= Number(value);
    case "<=":
      return Number(actual) <= Number(value);
    case "=":
      return String(actual).toLowerCase() === String(value).toLowerCase();
    case "contains":
      return String(actual).toLowerCase().includes(String(value).toLowerCase());
  }
}

function fieldOf(fact: Fact, field: ValueCondition["field"]): string | number | undefined {
  switch (field) {
    case "valueMinor":
      return fact.value?.amountMinor;
    case "itemCount":
      return fact.itemCount;
    case "path":
      return fact.page?.path;
    case "product":
      return fact.product?.name;
    case "category":
      return fact.product?.category;
    case "campaign":
      return fact.touch?.campaign;
    case "source":
      return fact.touch?.source;
  }
}
