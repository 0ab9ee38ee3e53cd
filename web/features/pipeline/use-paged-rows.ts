import { useQueries } from "@tanstack/react-query";
import { dealsQuery, listPageSize, type ListKey } from "./api.ts";
import { pagesNear } from "./pages-near.ts";

/** Rows of the list by their place; only pages near the window are fetched and kept. */
export function usePagedRows(key: ListKey, window: { first: number; last: number }, knownTotal: number) {
  const pages = knownTotal === 0 ? [0] : pagesNear(window.first, Math.min(window.last, knownTotal - 1), listPageSize, knownTotal);
  const asked = pages.includes(0) ? pages : [0, ...pages];
  const answers = useQueries({ queries: asked.map((page) => dealsQuery(key, page)) });
  const rowsOf = (page: number) => answers[asked.indexOf(page)]?.data?.deals;
  return {
    first: answers[0]!,
    total: answers[0]?.data?.total ?? knownTotal,
    rowAt: (index: number) => rowsOf(Math.floor(index / listPageSize))?.[index % listPageSize],
    loaded: () => asked.flatMap((page) => rowsOf(page) ?? []),
  };
}
