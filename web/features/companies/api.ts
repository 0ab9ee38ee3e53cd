import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { CompaniesPage, CompanyDetail } from "#people/companies/contract.ts";
import { api } from "#web/lib/api.ts";

const pageRows = 100;

export function companiesQuery(q: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["companies", "list", q],
    queryFn: ({ pageParam, signal }) => api.get<CompaniesPage>("/api/companies", { q, offset: pageParam, limit: pageRows }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
}

export function companyQuery(companyId: string) {
  return queryOptions({ queryKey: ["companies", companyId], queryFn: () => api.get<CompanyDetail>(`/api/companies/${companyId}`) });
}

/** The few best matches, for picking one. */
export function pickQuery(q: string) {
  return queryOptions({
    queryKey: ["companies", "pick", q],
    queryFn: () => api.get<CompaniesPage>("/api/companies", { q, limit: 12 }),
    enabled: q.length >= 2,
  });
}

export function useMergeCompany(companyId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { companyId: string; keepName: "this" | "other" }) => api.post(`/api/companies/${companyId}/merge`, body),
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useUnmergeCompany(companyId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mergeId: string) => api.post(`/api/companies/${companyId}/unmerge`, { mergeId }),
    onSuccess: () => client.invalidateQueries(),
  });
}
