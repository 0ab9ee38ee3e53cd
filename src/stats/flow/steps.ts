import { mean, median } from "../numbers/quantile.ts";

export type Step = { from: string; to: string; n: number; mean: number; median: number; sum: number };

/**
 * Times between neighbouring activities of each case (the performance graph of process mining), those with most waiting in sum first. Only
 * finished steps are in it, so cases that are stuck are not: ask the survival curve for them.
 */
export function stepsOf(cases: readonly (readonly { activity: string; at: number }[])[]): Step[] {
  const times = new Map<string, { from: string; to: string; waits: number[] }>();
  for (const trace of cases) {
    for (let i = 1; i < trace.length; i += 1) {
      const [before, after] = [trace[i - 1]!, trace[i]!];
      const key = JSON.stringify([before.activity, after.activity]);
      let step = times.get(key);
      if (!step) times.set(key, (step = { from: before.activity, to: after.activity, waits: [] }));
      step.waits.push(after.at - before.at);
    }
  }
  return [...times.values()]
    .map(({ from, to, waits }) => ({
      from,
      to,
      n: waits.length,
      mean: mean(waits),
      median: median(waits),
      sum: mean(waits) * waits.length,
    }))
    .sort((p, q) => q.sum - p.sum);
}
