import type { FactType } from "#ledger/fact.ts";

/**
 * One condition of an entry rule; a fact that meets it proves the stage.
 * `event` is a fact type or the name of a custom event; `activity` an activity type, with `outcome` where it matters.
 */
export type Condition = { event: FactType | (string & {}); where?: ValueCondition[] } | { activity: string; outcome?: string };

export type ValueCondition = {
  field: "valueMinor" | "itemCount" | "path" | "product" | "category" | "campaign" | "source";
  op: ">=" | "<=" | "=" | "contains";
  value: string | number;
};

/** Facts that prove a stage: any one of `any`. `firstOnly` leaves out journeys of people who have bought before. */
export type EntryRule = { any: Condition[]; firstOnly?: boolean };

/** `open`: on the way. `won`: the sale. `returning`: where a customer's next journey begins. */
export type StageKind = "open" | "won" | "returning";

export type Stage = {
  /** Stable within the pipeline; versions and moves refer to it. Template stages have well-known ids. */
  id: string;
  name: string;
  meaning: string;
  kind: StageKind;
  goal?: { metric: "conversion" | "days"; target: number };
  rule?: EntryRule;
  checklist: { id: string; text: string }[];
  expectedDays?: number;
};

/**
 * After how many days without a fact a journey is lost, from an instant on (epoch ms). The list only grows, so that replaying the past
 * uses the days that were in force then. `auto` means that Sluice sets them from the shop's own past.
 */
export type IdlePolicy = { auto: boolean; steps: { fromMs: number; days: number; returningDays: number }[] };

export type Pipeline = {
  id: string;
  name: string;
  template: string;
  version: number;
  stages: Stage[];
  idle: IdlePolicy;
};

export function stageOf(pipeline: Pipeline, stageId: string): Stage | undefined {
  return pipeline.stages.find((stage) => stage.id === stageId);
}

export function wonStage(pipeline: Pipeline): Stage | undefined {
  return pipeline.stages.find((stage) => stage.kind === "won");
}

export function returningStage(pipeline: Pipeline): Stage | undefined {
  return pipeline.stages.find((stage) => stage.kind === "returning");
}

/** How far along a stage is: its place among the open stages; the returning stage stands before them all, the won one after. */
export function rankOf(pipeline: Pipeline, stageId: string): number {
  const index = pipeline.stages.findIndex((stage) => stage.id === stageId);
  if (index === -1) return -1;
  const kind = pipeline.stages[index]!.kind;
  return kind === "returning" ? -1 : kind === "won" ? pipeline.stages.length : index;
}

/** Days without a fact after which a journey is lost, by the policy in force at `atMs`. */
export function idleDaysAt(policy: IdlePolicy, atMs: number, returning: boolean): number {
  let step = policy.steps[0]!;
  for (const candidate of policy.steps) if (candidate.fromMs <= atMs) step = candidate;
  return returning ? step.returningDays : step.days;
}
