import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api.ts";

/** One cache for the whole app. What the server refuses is not asked again; what fails on the way is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});
