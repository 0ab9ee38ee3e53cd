import { zOf } from "../numbers/distributions.ts";

/** A group's mean of n values, and the spread of single ones. */
export type Group = { n: number; mean: number; spread: number };

/**
 * Draws groups' means towards what they have in common (normal-normal, empirical Bayes by moments): with s² the pooled variance of single values, B the
 * variance between true means (DerSimonian & Laird 1986), each mean counts B ÷ (B + s² ÷ n). Null where there are fewer than two groups with values or
 * nothing is known of their spread; groups without values get the common mean.
 */
export function shrinkMeans(groups: readonly Group[], level: number): ({ value: number; low: number; high: number } | null)[] {
  const filled = groups.filter(({ n }) => n > 0);
  const free = filled.reduce((sum, { n }) => sum + n - 1, 0);
  if (filled.length < 2 || free < 1) return groups.map(() => null);
  const noise = filled.reduce((sum, { n, spread }) => sum + (n - 1) * spread ** 2, 0) / free;
  const all = filled.reduce((sum, { n }) => sum + n, 0);
  const common = filled.reduce((sum, { n, mean }) => sum + n * mean, 0) / all;
  const scatter = filled.reduce((sum, { n, mean }) => sum + n * (mean - common) ** 2, 0);
  const scale = all - filled.reduce((sum, { n }) => sum + n * n, 0) / all;
  const between = Math.max(0, (scatter - (filled.length - 1) * noise) / scale);
  return groups.map(({ n, mean }) => {
    const trust = n === 0 || between === 0 ? 0 : between / (between + noise / n);
    const value = common + trust * ((n === 0 ? common : mean) - common);
    const half = zOf(level) * Math.sqrt(trust * (n === 0 ? 0 : noise / n) + (1 - trust) ** 2 * (noise / all) + (n === 0 ? between : 0));
    return { value, low: value - half, high: value + half };
  });
}
