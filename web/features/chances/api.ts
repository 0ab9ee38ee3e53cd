import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { BinAnswer, OpenAnswer, ScoreAnswer } from "#insights/score/contract.ts";
import { api } from "#web/lib/api.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

const page = 100;

/** The score learns from all days; those of the filter bar are about what was. */
export function scoreQuery({ from: _, to: __, ...scope }: ScopeParams) {
  return queryOptions({
    queryKey: ["insights", "score", scope],
    queryFn: ({ signal }) => api.get<ScoreAnswer>("/api/insights/score", scope, { signal }),
    placeholderData: keepPreviousData,
  });
}

export type Order = "chance" | "least" | "worth";

export function openQuery(scope: ScopeParams, order: Order) {
  return queryOptions({
    queryKey: ["insights", "score", "open", scope, order],
    queryFn: ({ signal }) => api.get<OpenAnswer>("/api/insights/score/open", { ...scope, order, limit: 12 }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The deals behind a bar of the check, or all of them, as the drawer of records takes them. */
export async function askBin(scope: ScopeParams, bin: number | undefined, offset: number, options: { signal: AbortSignal }) {
  const answer = await api.get<BinAnswer>("/api/insights/score/records", { ...scope, bin, offset, limit: page }, options);
  return { ...answer, records: answer.records.map((record) => ({ ...record, kind: "deal" as const })) };
}

/** The open deals by their chance, all or those older than any ever won, as the drawer of records takes them. */
export async function askOpenDeals(scope: ScopeParams, old: boolean, offset: number, options: { signal: AbortSignal }) {
  const params = { ...scope, old: String(old), offset, limit: page };
  const { total, sum, asOf, deals } = await api.get<OpenAnswer>("/api/insights/score/open", params, options);
  return {
    total,
    sum,
    records: deals.map(({ dealId, name, chance, ageDays }) => ({
      kind: "deal" as const,
      id: dealId,
      name,
      chance,
      at: new Date(Date.parse(asOf) - ageDays * 86_400_000).toISOString(),
    })),
  };
}
