import { keepPreviousData, queryOptions, useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { Board, BoardStage, Card, CardsPage, DealFilters, DealsPage, PastDay } from "#deals/contract.ts";
import type { ChannelAnswer, MetricsAnswer } from "#insights/contract.ts";
import type { JamsAnswer } from "#insights/flow/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api } from "#web/lib/api.ts";
import { addDays } from "#web/lib/period.ts";
import type { Loss } from "#web/ui/LoseDialog.tsx";
import { narrowingOf } from "./search.ts";
import { withCardGone, withCardMoved } from "./board-changes.ts";

/** Cards that come with the board, and in each further page of a column. */
export const pageSize = 50;
export const listPageSize = 100;
const nearGcMs = 20_000;

export type BoardKey = { pipelineId: string; filters: DealFilters; past?: PastDay | undefined };

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
  staleTime: 60_000,
});

export function boardQuery({ pipelineId, filters, past }: BoardKey) {
  return queryOptions<Board>({
    queryKey: ["board", pipelineId, filters, past ?? "now"],
    queryFn: ({ signal }) =>
      api.get<Board>(`/api/pipelines/${pipelineId}/board`, { ...filters, ...past, limit: past ? 100 : pageSize }, { signal }),
    placeholderData: (previous) => (previous?.pipelineId === pipelineId ? previous : undefined),
  });
}

/** A further page of a column; the first one comes with the board. Forgotten soon after it has left the window. */
export function cardsQuery({ pipelineId, filters }: BoardKey, stageId: string, page: number) {
  return queryOptions({
    queryKey: ["cards", pipelineId, filters, stageId, page],
    queryFn: ({ signal }) =>
      api.get<CardsPage>(
        `/api/pipelines/${pipelineId}/stages/${stageId}/cards`,
        { ...filters, offset: page * pageSize, limit: pageSize },
        { signal },
      ),
    gcTime: nearGcMs,
  });
}

/** The gates under the board's filters and moment; those of others are not shown in their place meanwhile. */
export function channelQuery({ pipelineId, filters, past }: BoardKey) {
  const narrowed = narrowingOf(filters);
  return queryOptions({
    queryKey: ["channel", pipelineId, past, narrowed],
    queryFn: () => api.get<ChannelAnswer>("/api/insights/channel", { ...narrowed, pipelineId, ...past }),
    staleTime: 60_000,
  });
}

/** Where the pipeline jams, over the last thirteen weeks; asked for after the board, which it does not hold up. */
export function jamsQuery({ pipelineId, filters, past }: BoardKey, lastDay: string) {
  const narrowed = narrowingOf(filters);
  return queryOptions({
    queryKey: ["insights", "jams", pipelineId, past, lastDay, narrowed],
    queryFn: ({ signal }) =>
      api.get<JamsAnswer>("/api/insights/jams", { ...narrowed, pipelineId, ...past, from: addDays(lastDay, -90), to: lastDay }, { signal }),
    staleTime: 10 * 60_000,
  });
}

export type ListKey = {
  pipelineId: string;
  filters: DealFilters;
  stageId?: string | undefined;
  outcome: "open" | "won" | "lost" | "all";
  sort: "entered" | "value" | "name" | "lastFact" | "closed";
  dir: "asc" | "desc";
};

export function dealsQuery(key: ListKey, page: number) {
  const { filters, ...rest } = key;
  return queryOptions({
    queryKey: ["deals", key.pipelineId, key, page],
    queryFn: ({ signal }) =>
      api.get<DealsPage>("/api/deals", { ...filters, ...rest, offset: page * listPageSize, limit: listPageSize }, { signal }),
    gcTime: nearGcMs,
    placeholderData: page === 0 ? keepPreviousData : undefined,
  });
}

/** Where deals come from: the sources of the last year, most first. */
export function sourcesQuery(pipelineId: string) {
  return queryOptions({
    queryKey: ["deal-sources", pipelineId],
    queryFn: async () => {
      const from = new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10);
      const { groups = [] } = await api.get<MetricsAnswer>("/api/insights/metrics", { pipelineId, by: "source", from });
      return groups
        .toSorted((a, b) => b.metrics.leadsGenerated.n - a.metrics.leadsGenerated.n)
        .map((group) => group.key)
        .filter((source) => source !== "none");
    },
    staleTime: 5 * 60_000,
  });
}

export type Owner = { id: string; name: string };

/** Who may own a deal; empty for those who may not see the team. */
export function ownersQuery(allowed: boolean) {
  return queryOptions({
    queryKey: ["owners"],
    queryFn: async (): Promise<Owner[]> => {
      const { members } = await api.get<{ members: { userId: string; name: string; email: string }[] }>("/api/members");
      return members.map((member) => ({ id: member.userId, name: member.name || member.email }));
    },
    enabled: allowed,
    staleTime: 60_000,
  });
}

/** The card stands in its new column at once; if the server says no, everything is as before. */
export function useMoveDeal(key: BoardKey) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ["move", key.pipelineId],
    mutationFn: ({ card, to }: { card: Card; to: string }) => api.put(`/api/deals/${card.id}/stage`, { stageId: to }),
    onMutate: ({ card, to }) => changeBoard(client, key, card, (stages) => withCardMoved(stages, card, to, pageSize)),
    onError: (_error, _move, before) => before?.(),
    onSettled: () => refreshDeals(client, key.pipelineId),
  });
}

export function useLoseDeal(key: BoardKey) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ["move", key.pipelineId],
    mutationFn: ({ card, loss }: { card: Card; loss: Loss }) => api.post(`/api/deals/${card.id}/lose`, loss),
    onMutate: ({ card }) => changeBoard(client, key, card, (stages) => withCardGone(stages, card)),
    onError: (_error, _lost, before) => before?.(),
    onSettled: () => refreshDeals(client, key.pipelineId),
  });
}

export function refreshDeals(client: QueryClient, pipelineId: string): Promise<unknown> {
  const of = (name: string) => client.invalidateQueries({ queryKey: [name, pipelineId] });
  return Promise.all([of("board"), of("cards"), of("deals")]);
}

/** Changes the cached board and the pages the card may stand in, and returns what undoes it. */
async function changeBoard(
  client: QueryClient,
  key: BoardKey,
  card: Card,
  change: (stages: BoardStage[]) => BoardStage[],
): Promise<() => void> {
  const board = boardQuery(key).queryKey;
  const pages = ["cards", key.pipelineId, key.filters, card.stageId];
  await Promise.all([client.cancelQueries({ queryKey: board }), client.cancelQueries({ queryKey: pages })]);
  const before = client.getQueryData(board);
  const pagesBefore = client.getQueriesData<CardsPage>({ queryKey: pages });
  client.setQueryData(board, (old: Board | undefined) => old && { ...old, stages: change(old.stages) });
  client.setQueriesData<CardsPage>({ queryKey: pages }, (old) => old && { ...old, cards: old.cards.filter((each) => each.id !== card.id) });
  return () => {
    client.setQueryData(board, before);
    for (const [page, cards] of pagesBefore) client.setQueryData(page, cards);
  };
}
