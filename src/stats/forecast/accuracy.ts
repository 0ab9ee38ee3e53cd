import { betaLower } from "../numbers/beta.ts";

/** Σ|e| ÷ Σ|y|: how far forecasts were off, as a share of what came. NaN where nothing came. */
export function wape(actual: readonly number[], forecast: readonly number[]): number {
  return sumOf(actual, (y, i) => Math.abs(y - forecast[i]!)) / sumOf(actual, Math.abs);
}

/** Mean absolute error as a multiple of what "as one season before" missed by within `past` (Hyndman & Koehler 2006). */
export function mase(actual: readonly number[], forecast: readonly number[], past: readonly number[], season: number): number {
  const naive = sumOf(past.slice(season), (y, i) => Math.abs(y - past[i]!)) / (past.length - season);
  return sumOf(actual, (y, i) => Math.abs(y - forecast[i]!)) / actual.length / naive;
}

/** What a quantile forecast costs: max(τ(y − q), (τ − 1)(y − q)). */
export function pinball(actual: number, quantile: number, share: number): number {
  return Math.max(share * (actual - quantile), (share - 1) * (actual - quantile));
}

/** What a range forecast costs: its width, and 2 ÷ α for each unit by which it missed (Winkler 1972); α = 1 − level. */
export function winkler(actual: number, { low, high }: { low: number; high: number }, level: number): number {
  const miss = Math.max(0, low - actual, actual - high);
  return high - low + (2 / (1 - level)) * miss;
}

/** Continuous ranked probability score of drawn forecasts: E|X − y| − ½E|X − X'| (Gneiting & Raftery 2007); in the unit of the values, 0 is perfect. */
export function crps(actual: number, draws: ArrayLike<number>): number {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  let [miss, spread] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    miss += Math.abs(sorted[i]! - actual);
    spread += (2 * i - n + 1) * sorted[i]!;
  }
  return miss / n - spread / (n * n);
}

/**
 * How many of `n` ranges of this level may hold what came before one has to say that they do not keep their word: the central 95 % of the binomial. Where
 * each day belongs to `overlap` of them they count as n ÷ overlap: the mean of sums that overlap h-fold has the variance of n ÷ h (Hansen & Hodrick
 * 1980). Whether a range held is related less than by how much it was off, so this band is rather too wide.
 */
export function coverageBand(n: number, level: number, overlap = 1): { least: number; most: number } {
  const atMost = (k: number) => betaLower(1 - level, (n - k) / overlap, k / overlap + 1); // the binomial's, for numbers that need not be whole
  const quantile = (share: number) => {
    let k = 0;
    while (k < n && atMost(k) < share) k += 1;
    return k;
  };
  return { least: quantile(0.025), most: quantile(0.975) };
}

/** To how many of these stretches each day belongs that belongs to any, on average; 1 where none overlap. */
export function overlapOf(stretches: readonly { from: number; to: number }[]): number {
  let [end, distinct] = [-Infinity, 0];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    distinct += Math.max(0, to - Math.max(from - 1, end));
    end = Math.max(end, to);
  }
  return distinct > 0
    ? sumOf(
        stretches.map(({ from, to }) => to - from + 1),
        (days) => days,
      ) / distinct
    : 1;
}

function sumOf(values: readonly number[], part: (value: number, index: number) => number): number {
  return values.reduce((sum, value, index) => sum + part(value, index), 0);
}
