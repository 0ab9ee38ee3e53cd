/**
 * The pages that rows `first` to `last` need, with the neighbours a scroll will ask for next.
 * A jump to row 5,000 needs the pages around it, not the ones before.
 */
export function pagesNear(first: number, last: number, pageSize: number, total: number, margin = Math.ceil(pageSize / 2)): number[] {
  if (total <= 0 || last < first) return [];
  const lastPage = Math.ceil(total / pageSize) - 1;
  const from = Math.max(0, Math.floor((first - margin) / pageSize));
  const to = Math.min(lastPage, Math.floor((last + margin) / pageSize));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
