import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ContactDetail, ContactRow, ContactsPage } from "#people/contract.ts";
import { api } from "#web/lib/api.ts";

export type Filter = { q?: string | undefined; kind?: string | undefined };
const pageRows = 100;

export function contactsQuery(filter: Filter) {
  return infiniteQueryOptions({
    queryKey: ["contacts", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<ContactsPage>("/api/contacts", { ...filter, offset: pageParam, limit: pageRows }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
}

export function contactQuery(contactId: string) {
  return queryOptions({ queryKey: ["contacts", contactId], queryFn: () => api.get<ContactDetail>(`/api/contacts/${contactId}`) });
}

/** The few best matches, for picking one. */
export function candidatesQuery(q: string) {
  return queryOptions({
    queryKey: ["contacts", "pick", q],
    queryFn: () => api.get<ContactsPage>("/api/contacts", { q, kind: "all", limit: 12 }),
    enabled: q.length >= 2,
  });
}

export type NewContact = { name: string; email?: string; phone?: string; company?: string };
export type ContactPatch = { name?: string; city?: string; company?: string };

export function useCreateContact() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewContact) => api.post<ContactRow>("/api/contacts", body),
    onSuccess: () => client.invalidateQueries({ queryKey: ["contacts"] }),
  });
}

export function usePatchContact(contactId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ContactPatch) => api.patch(`/api/contacts/${contactId}`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: ["contacts"] }),
  });
}

/** The other one goes up in this one; everything of both stands in one history, and can be parted again. */
export function useMerge(contactId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (otherId: string) => api.post(`/api/contacts/${contactId}/merge`, { contactId: otherId }),
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useUnmerge(contactId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mergeId: string) => api.post(`/api/contacts/${contactId}/unmerge`, { mergeId }),
    onSuccess: () => client.invalidateQueries(),
  });
}
