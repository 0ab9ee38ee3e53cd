import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Me } from "#workspaces/contract.ts";
import { api } from "./api.ts";

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: () => api.get<Me>("/api/me"), staleTime: 60_000 });

/** Who sits here and which workspaces they may enter; undefined while it is being asked. */
export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}
