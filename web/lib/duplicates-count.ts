import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DuplicatesCount } from "#people/duplicates/contract.ts";
import { api } from "./api.ts";
import { useLiveChange } from "./live.ts";

const countQuery = queryOptions({
  queryKey: ["duplicates", "count"],
  queryFn: () => api.get<DuplicatesCount>("/api/duplicates/count"),
  staleTime: 60_000,
});

/** How many pairs wait for a decision; it follows what is found and merged elsewhere. */
export function useDuplicatesCount(): DuplicatesCount | undefined {
  const client = useQueryClient();
  useLiveChange((change) => {
    if (!change || change.more || change.duplicates) void client.invalidateQueries({ queryKey: ["duplicates"] });
  });
  return useQuery(countQuery).data;
}
