/**
 * Adjusted p-values of comparisons made at the same time (Benjamini & Hochberg 1995): acting on those at most q, on average no more than a
 * share q of what is acted on is chance. In the order given.
 */
export function adjustForMany(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[j]! - pValues[i]!);
  const adjusted = pValues.map(() => 1);
  let least = 1;
  for (const [place, index] of order.entries()) {
    least = Math.min(least, (pValues[index]! * pValues.length) / (pValues.length - place));
    adjusted[index] = least;
  }
  return adjusted;
}
