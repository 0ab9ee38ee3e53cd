import { zOf } from "../numbers/distributions.ts";
import type { Range } from "../shares/wilson.ts";
import { indexOf, type AgeTable } from "./ages.ts";

/** Shares that ended by each age, by cause (cause 1 first), and what is still in. At every age they add up to 1. */
export type Incidence = { table: AgeTable; share: Float64Array[]; still: Float64Array };

/**
 * Cumulative incidence under competing risks with open cases (Aalen & Johansen 1978): S(t) = Π (1 − Σₖ dₖ ÷ n), Fₖ(t) = Σ S(t−) · dₖ ÷ n.
 * Late entry is in the risk sets of the table. One minus Kaplan-Meier of one cause alone would call every open case a coming event.
 */
export function incidence(table: AgeTable): Incidence {
  const { ages, atRisk, ended } = table;
  const share = ended.map(() => new Float64Array(ages.length));
  const still = new Float64Array(ages.length);
  const sums = new Float64Array(ended.length);
  let surviving = 1;
  for (let j = 0; j < ages.length; j += 1) {
    const n = atRisk[j]!;
    let left = 0;
    for (let cause = 0; cause < ended.length; cause += 1) {
      const d = ended[cause]![j]!;
      if (d > 0) sums[cause]! += (surviving * d) / n;
      left += d;
      share[cause]![j] = sums[cause]!;
    }
    if (left > 0) surviving *= 1 - left / n;
    still[j] = surviving;
  }
  return { table, share, still };
}

/** Share that ended by `cause` (1 first) until `age`; 0 before the first age. */
export function incidenceAt({ table, share }: Incidence, cause: number, age: number): number {
  const at = indexOf(table.ages, age);
  return at < 0 ? 0 : share[cause - 1]![at]!;
}

/**
 * How the variance counts the hazards of an age: `aalen` each cause on its own with an unbiased d(n − d) ÷ (n²(n − 1)) (Aalen 1978, as R's
 * cmprsk), `jackknife` all causes as one multinomial draw from those at risk. Without late entry the second equals the sum of squares of
 * each case's influence, so that with everything decided it is p(1 − p) ÷ n.
 */
export type VarianceOf = "aalen" | "jackknife";

/** Variance of the share of `cause` at step `at`: the hazards' variances by the share's derivatives, S(t−) less what is lost of the later share. */
export function incidenceVariance({ table, share, still }: Incidence, cause: number, at: number, kind: VarianceOf): number {
  const { atRisk, ended } = table;
  const own = ended[cause - 1]!;
  const curve = share[cause - 1]!;
  const total = curve[at]!;
  let sum = 0;
  for (let j = 0; j <= at; j += 1) {
    const n = atRisk[j]!;
    let left = 0;
    for (const column of ended) left += column[j]!;
    if (left === 0 || n < 2) continue;
    const loss = left < n ? (total - curve[j]!) / (1 - left / n) : 0;
    const gain = (j > 0 ? still[j - 1]! : 1) - loss;
    const p = own[j]! / n;
    if (kind === "jackknife") {
      const q = left / n - p;
      sum += (p * gain * gain + q * loss * loss - (p * gain - q * loss) ** 2) / n;
      continue;
    }
    sum += (gain * gain * p * (1 - p)) / (n - 1);
    for (const column of ended) {
      const q = column === own ? 0 : column[j]! / n;
      sum += (loss * loss * q * (1 - q)) / (n - 1);
    }
  }
  return sum;
}

/**
 * Share of `cause` by an age with its range at a two-sided level on the scale ln(−ln F), which keeps it within 0 and 1. The range is null
 * before the first event of the cause.
 */
export function incidenceRange(
  curves: Incidence,
  cause: number,
  age: number,
  level: number,
): { share: number; variance: number; range: Range | null } {
  const at = indexOf(curves.table.ages, age);
  const share = incidenceAt(curves, cause, age);
  if (share <= 0) return { share: 0, variance: 0, range: null };
  const variance = incidenceVariance(curves, cause, at, "aalen");
  if (share >= 1) return { share, variance, range: { low: 1, high: 1 } };
  const half = (zOf(level) * Math.sqrt(variance)) / (share * -Math.log(share));
  return { share, variance, range: { low: share ** Math.exp(half), high: share ** Math.exp(-half) } };
}

/** The age by which a share `p` of those that ever end by `cause` until `horizon` have done so: "of the deals we win". Null where none did. */
export function ageOfEvents(curves: Incidence, cause: number, p: number, horizon: number): number | null {
  const end = incidenceAt(curves, cause, horizon);
  if (end <= 0) return null;
  const curve = curves.share[cause - 1]!;
  return curves.table.ages[curve.findIndex((share) => share > 0 && share >= p * end - 1e-12)]!;
}

/** The age by which a share `p` of all ends seen had happened: the horizon to state a conversion at. 0 where nothing ended. */
export function ageOfEnds({ ages, ended }: AgeTable, p: number): number {
  let total = 0;
  for (const column of ended) for (const count of column) total += count;
  let sum = 0;
  for (let j = 0; j < ages.length; j += 1) {
    for (const column of ended) sum += column[j]!;
    if (sum > 0 && sum >= p * total - 1e-9) return ages[j]!;
  }
  return 0;
}
