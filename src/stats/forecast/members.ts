/** What came in the last `length` periods, again. Null while there are not as many. */
export function runRate(past: readonly number[], length: number): number | null {
  return past.length < length ? null : past.slice(-length).reduce((sum, value) => sum + value, 0);
}

/** The sum of the next `length` periods if each is as the last one of its phase (month of the quarter, week of the year). Null within the first season. */
export function seasonalNaive(past: readonly number[], length: number, season: number): number | null {
  if (past.length < season) return null;
  const last = past.slice(-season);
  return Array.from({ length }, (_, ahead) => last[ahead % season]!).reduce((sum, value) => sum + value, 0);
}
