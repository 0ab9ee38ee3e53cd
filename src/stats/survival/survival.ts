import { zOf } from "../numbers/distributions.ts";
import type { Range } from "../shares/wilson.ts";
import { indexOf, type AgeTable } from "./ages.ts";

/** The share still in after each age of the table, and the variance of its logarithm. */
export type Survival = { ages: Float64Array; atRisk: Float64Array; share: Float64Array; logVariance: Float64Array };

/**
 * Share still in the stage after each age, by whichever cause stays end, those not yet ended counted while they were watched. Product-limit
 * estimate (Kaplan & Meier 1958), variance by Greenwood's formula: Var ln S = Σ d ÷ (n(n − d)).
 */
export function survival({ ages, atRisk, ended }: AgeTable): Survival {
  const share = new Float64Array(ages.length);
  const logVariance = new Float64Array(ages.length);
  let [still, sum] = [1, 0];
  for (let j = 0; j < ages.length; j += 1) {
    const n = atRisk[j]!;
    const d = endedAt(ended, j);
    if (d > 0) {
      still *= 1 - d / n;
      sum += d / (n * (n - d));
    }
    share[j] = still;
    logVariance[j] = sum;
  }
  return { ages, atRisk, share, logVariance };
}

/** How the limits of a survival curve are formed: on ln S, or on ln(−ln S), which stays within 0 and 1. */
export type Scale = "log" | "log-log";

/** Pointwise limits of the share still in at step `j` of the curve; NaN once nobody is left in. */
export function survivalLimits({ share, logVariance }: Survival, j: number, level: number, scale: Scale): Range {
  const s = share[j]!;
  if (s === 1) return { low: 1, high: 1 };
  if (s === 0) return { low: Number.NaN, high: Number.NaN };
  const half = zOf(level) * Math.sqrt(logVariance[j]!);
  if (scale === "log") return { low: s * Math.exp(-half), high: Math.min(1, s * Math.exp(half)) };
  const factor = Math.exp(half / -Math.log(s));
  return { low: s ** factor, high: s ** (1 / factor) };
}

/**
 * The age by which a share `p` have left, with limits (Brookmeyer & Crowley 1982): the ages where the pointwise limits of the curve cross
 * 1 − p. Null where the curve, or the limit, does not come down so far: say "more than the largest age in view" then.
 */
export function ageByWhich(
  curve: Survival,
  p: number,
  { level, scale }: { level: number; scale: Scale },
): { age: number | null; low: number | null; high: number | null } {
  const rest = 1 - p + 1e-12;
  const first = (below: (j: number) => boolean) => {
    const at = curve.ages.findIndex((_, j) => below(j));
    return at < 0 ? null : curve.ages[at]!;
  };
  const limits = (j: number) => survivalLimits(curve, j, level, scale);
  return {
    age: first((j) => curve.share[j]! <= rest),
    low: first((j) => limits(j).low <= rest),
    high: first((j) => limits(j).high <= rest),
  };
}

/**
 * Mean time in, counted up to `horizon` only: ∫₀ᴴ S, with its standard error √Σ (∫ₜᴴ S)² · d ÷ (n(n − d)) (Irwin 1949, Meier 1975). Defined
 * as well where the median is not.
 */
export function restrictedMean({ ages, share, logVariance }: Survival, horizon: number): { mean: number; error: number } {
  const last = indexOf(ages, horizon);
  let [area, variance, right] = [0, 0, horizon];
  for (let j = last; j >= 0; j -= 1) {
    area += share[j]! * (right - ages[j]!);
    // Where everybody left, the variance has no bound but nothing of the area lies behind it.
    if (area > 0) variance += area * area * (logVariance[j]! - (j > 0 ? logVariance[j - 1]! : 0));
    right = ages[j]!;
  }
  return { mean: area + right, error: Math.sqrt(variance) };
}

function endedAt(ended: readonly Float64Array[], j: number): number {
  let sum = 0;
  for (const column of ended) sum += column[j]!;
  return sum;
}
