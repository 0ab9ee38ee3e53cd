import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { CompanyDetail } from "#people/companies/contract.ts";
import type { ContactDetail } from "#people/contract.ts";
import type {
  ChoiceField,
  ComparisonWire,
  DuplicateKind,
  DuplicatePair,
  DuplicatesPage,
  MergeEntry,
  MergesPage,
  MergeSureDone,
} from "#people/duplicates/contract.ts";
import { api } from "#web/lib/api.ts";

const pageRows = 50;

export function pairsQuery(kind: DuplicateKind, state: "open" | "aside") {
  return infiniteQueryOptions({
    queryKey: ["duplicates", "list", kind, state],
    queryFn: ({ pageParam, signal }) =>
      api.get<DuplicatesPage>("/api/duplicates", { kind, state, offset: pageParam, limit: pageRows }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

const previewRows = 20;

/** The first of those that would be merged together. */
export const sureQuery = queryOptions({
  queryKey: ["duplicates", "sure"],
  queryFn: () => api.get<DuplicatesPage>("/api/duplicates", { kind: "contact", sure: true, limit: previewRows }),
});

export function comparisonQuery({ one, other }: DuplicatePair) {
  return queryOptions({
    queryKey: ["duplicates", "compare", one.id, other.id],
    queryFn: () => api.get<ComparisonWire>(`/api/duplicates/${one.id}/${other.id}`),
  });
}

/** Both companies, the one with more behind it first: the other would go up in it. */
export function companiesQuery({ one, other }: DuplicatePair) {
  return queryOptions({
    queryKey: ["duplicates", "companies", one.id, other.id],
    queryFn: async () => {
      const sides = await Promise.all([one, other].map(({ id }) => api.get<CompanyDetail>(`/api/companies/${id}`)));
      const weight = (side: CompanyDetail) => side.wonDeals * 1000 + side.openDeals + side.contacts;
      return sides.sort((a, b) => weight(b) - weight(a) || (a.createdAt < b.createdAt ? -1 : 1)) as [CompanyDetail, CompanyDetail];
    },
  });
}

export const mergesQuery = infiniteQueryOptions({
  queryKey: ["duplicates", "merges"],
  queryFn: ({ pageParam }) => api.get<MergesPage>("/api/duplicates/merges", { before: pageParam, limit: pageRows }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

export type Keep = Partial<Record<ChoiceField, "this" | "other">>;
export type Merge = { kind: DuplicateKind; intoId: string; fromId: string; keep: Keep };

/** Answers the merge as it can be taken back. */
export function useMergePair() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ kind, intoId, fromId, keep }: Merge) => {
      const { merges } =
        kind === "contact"
          ? await api.post<ContactDetail>(`/api/contacts/${intoId}/merge`, { contactId: fromId, keep })
          : await api.post<CompanyDetail>(`/api/companies/${intoId}/merge`, { companyId: fromId, keepName: keep.name ?? "this" });
      return { kind, id: merges[0]!.id, into: { id: intoId } };
    },
    onSettled: () => client.invalidateQueries(),
  });
}

export function useUnmergePair() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, id, into }: Pick<MergeEntry, "kind" | "id"> & { into: { id: string } }) =>
      api.post(`/api/${kind === "contact" ? "contacts" : "companies"}/${into.id}/unmerge`, { mergeId: id }),
    onSettled: () => client.invalidateQueries(),
  });
}

export function useJudgePair(verdict: "set-aside" | "take-back") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (pair: { kind: DuplicateKind; id: string; otherId: string }) => api.post(`/api/duplicates/${verdict}`, pair),
    onSettled: () => client.invalidateQueries({ queryKey: ["duplicates"] }),
  });
}

const mergesAtOnce = 10;

/** Merges all that are sure, some at a time, and tells after each how many are done and left; stops when `isOver` says so. */
export async function mergeSure(onStep: (done: number, left: number) => void, isOver: () => boolean): Promise<number> {
  let done = 0;
  for (let left = 1; left > 0 && !isOver();) {
    const step = await api.post<MergeSureDone>("/api/duplicates/merge-sure", { limit: mergesAtOnce });
    done += step.merged;
    left = step.merged === 0 ? 0 : step.left; // nothing moved: what is left has changed and is not sure any more
    onStep(done, left);
  }
  return done;
}
