import { solve } from "../numbers/matrix.ts";

/**
 * What a weekly (or monthly) figure was to be expected at: its level and, for each phase of the calendar (month of the quarter), how far it
 * usually lies off, by least squares with a penalty of `ridge` cases on each phase, so that a phase seen once says little. `weights` are the
 * cases behind each value (1 for counts). A value that is NaN is left out.
 */
export function expectedByPhase(
  values: readonly number[],
  phases: readonly number[],
  { weights, ridge = 1 }: { weights?: readonly number[]; ridge?: number } = {},
): { level: number; offsets: number[]; expect: (phase: number) => number } {
  const size = 1 + Math.max(0, ...phases) + 1;
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length) : 1;
  const a = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_x, j) => (i === j && i > 0 ? ridge : 0)));
  const b = Array.from({ length: size }, () => [0]);
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const weight = weights ? weights[i]! / total : 1;
    for (const row of [0, 1 + phases[i]!]) {
      b[row]![0]! += weight * value;
      for (const column of [0, 1 + phases[i]!]) a[row]![column]! += weight;
    }
  }
  if (a[0]![0] === 0) return { level: Number.NaN, offsets: a.slice(1).map(() => 0), expect: () => Number.NaN };
  const [level, ...offsets] = solve(a, b).map(([x]) => x!);
  return { level: level!, offsets, expect: (phase) => level! + (offsets[phase] ?? 0) };
}
