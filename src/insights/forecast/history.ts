/** What a forecast is made from: the past of a scope as columns, days as numbers (see `calendar.ts`), money in minor units. Survives the way to another thread. */
export type History = {
  /** The day of the question, and how much of it is still to come (0 to 1, in hours). */
  today: number;
  left: number;
  /** The first day a deal was opened; null where there is none. */
  first: number | null;
  /** States of deals, numbered in the order in which deals go through them: a stage of a pipeline, for first or for later journeys. */
  states: readonly { pipelineId: string; stageId: string; repeat: boolean; waiting: boolean }[];
  /** Kinds of value: product category, first or later journeys. */
  segments: number;
  /** What the answer is told apart by. */
  keys: readonly string[];
  /** Stays of equal story, and how many there are; way −1 is not over, 0 won, 1 lost, 2 + s moved to state s. */
  stays: Record<"state" | "began" | "from" | "until" | "way" | "times", Float64Array>;
  /** Won by day. */
  won: Record<"day" | "segment" | "n" | "sum" | "squares", Float64Array>;
  /** Of those with a value while they were open: won value ÷ that, by day. */
  ratios: Record<"day" | "segment" | "n" | "sum", Float64Array>;
  /** Won values and ratios by segment, thinned to some hundred of equal weight. */
  values: Record<"segment" | "value", Float64Array>;
  ratioValues: Record<"segment" | "value", Float64Array>;
  /** Deals opened by day. */
  born: Record<"day" | "state" | "segment" | "n", Float64Array>;
  /** Those of the last half year by key. */
  bornBy: Record<"state" | "segment" | "key" | "n", Float64Array>;
  /** Open deals: one each. */
  open: Record<"state" | "entered" | "value" | "segment" | "key", Float64Array>;
  /** Deals open at the ends of past months, as they were known then; `known` of them had a value, `value` is its sum. */
  openThen: Record<"day" | "state" | "entered" | "segment" | "n" | "known" | "value", Float64Array>;
  /** Won since the beginning of the stretch asked about, by day and key. */
  wonBy: Record<"day" | "key" | "repeat" | "n" | "sum", Float64Array>;
};

/** Arrivals are looked at for so long. */
export const arrivalDays = 182;
/** A forecast learns from so many days at most, and looks back at so many months' ends. */
export const historyDays = 1_826;
export const originMonths = 36;
