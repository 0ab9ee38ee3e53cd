import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "@hono/zod-openapi";
import type { DealDetail, dealPatch, newActivity, Timeline } from "#deals/contract.ts";
import type { Question } from "#insights/contract.ts";
import type { ChanceAnswer } from "#insights/score/contract.ts";
import type { ContactDetail } from "#people/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api } from "#web/lib/api.ts";
import type { Loss } from "#web/ui/LoseDialog.tsx";

export type DealPatch = z.infer<typeof dealPatch>;
export type NewActivity = z.infer<typeof newActivity>;

const timelinePage = 60;

export function dealQuery(dealId: string) {
  return queryOptions({ queryKey: ["deal", dealId], queryFn: ({ signal }) => api.get<DealDetail>(`/api/deals/${dealId}`, {}, { signal }) });
}

/** What a timeline is of; deals and contacts tell theirs in the same shape. */
export type TimelineOf = { noun: "deals" | "contacts"; id: string };

export function timelineQuery({ noun, id }: TimelineOf) {
  return infiniteQueryOptions({
    queryKey: ["timeline", id],
    queryFn: ({ pageParam, signal }) =>
      api.get<Timeline>(`/api/${noun}/${id}/timeline`, { before: pageParam, limit: timelinePage }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** The past day that a page shows, if it does. */
export type Moment = Pick<Question, "asOf" | "asKnownOn">;

/** The chance of a deal, now or as a past day had it. */
export function chanceQuery(dealId: string, moment: Moment) {
  return queryOptions({
    queryKey: ["deal", dealId, "chance", moment],
    queryFn: ({ signal }) => api.get<ChanceAnswer>(`/api/deals/${dealId}/chance`, moment, { signal }),
    staleTime: 60_000,
    retry: false,
  });
}

export function contactQuery(contactId: string | undefined) {
  return queryOptions({
    queryKey: ["contacts", contactId],
    queryFn: () => api.get<ContactDetail>(`/api/contacts/${contactId}`),
    enabled: contactId !== undefined,
  });
}

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
  staleTime: 60_000,
});

export function ownersQuery(allowed: boolean) {
  return queryOptions({
    queryKey: ["owners"],
    queryFn: async (): Promise<{ id: string; name: string }[]> => {
      const { members } = await api.get<{ members: { userId: string; name: string; email: string }[] }>("/api/members");
      return members.map((member) => ({ id: member.userId, name: member.name || member.email }));
    },
    enabled: allowed,
    staleTime: 60_000,
  });
}

/** Everything a person can do to a deal. Each answers with the newest state; board, list and timeline are asked again. */
export function useDealActions(deal: Pick<DealDetail, "id" | "pipelineId">) {
  const client = useQueryClient();
  const settle = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["deal", deal.id] }),
      client.invalidateQueries({ queryKey: ["timeline", deal.id] }),
      ...["board", "cards", "deals"].map((name) => client.invalidateQueries({ queryKey: [name, deal.pipelineId] })),
    ]);
  const now = (part: Partial<DealDetail>) => {
    // an answer that is on its way knows less than what was just done
    void client.cancelQueries({ queryKey: ["deal", deal.id] });
    client.setQueryData(dealQuery(deal.id).queryKey, (old) => old && { ...old, ...part });
  };
  const path = `/api/deals/${deal.id}`;

  const move = useMutation({
    mutationFn: (stageId: string) => api.put(`${path}/stage`, { stageId }),
    onMutate: (stageId) => now({ stageId }),
    onSettled: settle,
  });
  const patch = useMutation({
    mutationFn: (change: DealPatch) => api.patch(path, change),
    onMutate: ({ name, valueMinor, currency, checked }) =>
      now({
        ...(name !== undefined ? { name } : {}),
        ...(valueMinor !== undefined ? { valueMinor, valueEstimated: false } : {}),
        ...(currency ? { currency } : {}),
        ...(checked ? { checked } : {}),
      }),
    onSettled: settle,
  });
  const win = useMutation({ mutationFn: () => api.post(`${path}/win`), onSettled: settle });
  const lose = useMutation({ mutationFn: (loss: Loss) => api.post(`${path}/lose`, loss), onSettled: settle });
  const reopen = useMutation({ mutationFn: () => api.post(`${path}/reopen`), onSettled: settle });
  const record = useMutation({ mutationFn: (activity: NewActivity) => api.post(`${path}/activities`, activity), onSettled: settle });
  return { move, patch, win, lose, reopen, record };
}
