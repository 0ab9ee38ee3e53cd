import { useQuery } from "@tanstack/react-query";
import type { AlertCount } from "#insights/trends/contract.ts";
import { api } from "./api.ts";

const everyMs = 5 * 60_000;

/** How many changes were told that the person has not seen yet. */
export function useAlertCount(): number {
  const { data } = useQuery({
    queryKey: ["alert-count"],
    queryFn: () => api.get<AlertCount>("/api/insights/alerts/count"),
    staleTime: 60_000,
    refetchInterval: everyMs,
  });
  return data?.unread ?? 0;
}
