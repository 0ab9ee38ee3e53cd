import type { EntryRule, IdlePolicy, StageKind } from "./pipeline.ts";

export type Language = "en" | "de";
export type TemplateName = "online-shop" | "sales-team" | "wholesale";
export type Words = Record<Language, string>;

export type TemplateStage = {
  id: string;
  kind: StageKind;
  name: Words;
  meaning: Words;
  goal?: { metric: "conversion" | "days"; target: number };
  rule?: EntryRule;
  /** By id; ids are stable, so ticks survive a change of the words. */
  checklist: Record<string, Words>;
  expectedDays?: number;
};

export type Template = { name: Words; stages: TemplateStage[]; idle: IdlePolicy };
