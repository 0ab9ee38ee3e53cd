import { setApiWorkspace } from "./api.ts";
import { queryClient } from "./query.ts";

/** After signing in or out, setting up, or removing the demo shop: nothing known before holds any more. */
export function forgetAll(): void {
  setApiWorkspace(undefined);
  queryClient.clear();
}
