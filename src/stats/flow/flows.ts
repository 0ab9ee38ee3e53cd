/** Visits to stages, a column each: stage (from 0), when it was entered, when left (NaN while still in), and by which cause (from 0). Any unit of time. `count`: how many alike a row stands for. */
export type Visits = {
  stage: ArrayLike<number>;
  entered: ArrayLike<number>;
  left: ArrayLike<number>;
  cause: ArrayLike<number>;
  count?: ArrayLike<number>;
};

export type Flow = { before: number; entered: number; left: number[]; after: number };

/**
 * What entered and left each stage in each period, and what stood in it before and after, by [stage][period]; `edges` are the periods' ends, the
 * first edge is where the first period begins. before + entered = left by all causes + after, always: a visit counts once, however often its
 * deal comes back.
 */
export function flowsOf(visits: Visits, stages: number, causes: number, edges: readonly number[]): Flow[][] {
  const periods = edges.length - 1;
  const flows = Array.from({ length: stages }, () =>
    Array.from({ length: periods }, () => ({ before: 0, entered: 0, left: Array.from({ length: causes }, () => 0), after: 0 })),
  );
  const periodOf = (at: number) => edges.findLastIndex((edge) => edge <= at);
  for (let i = 0; i < visits.stage.length; i += 1) {
    const row = flows[visits.stage[i]!]!;
    const times = visits.count?.[i] ?? 1;
    const from = periodOf(visits.entered[i]!);
    const to = Number.isNaN(visits.left[i]!) ? periods : periodOf(visits.left[i]!);
    if (from >= 0 && from < periods) row[from]!.entered += times;
    if (to >= 0 && to < periods) row[to]!.left[visits.cause[i]!]! += times;
    for (let period = Math.max(0, from); period < Math.min(to, periods); period += 1) row[period]!.after += times;
    for (let period = Math.max(0, from + 1); period <= Math.min(to, periods - 1); period += 1) row[period]!.before += times;
  }
  return flows;
}
