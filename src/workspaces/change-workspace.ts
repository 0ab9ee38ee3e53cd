import type { z } from "@hono/zod-openapi";
import { isTimeZone } from "#base/clock.ts";
import { isCurrency } from "#base/money.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { append, lockLedger } from "#ledger/append.ts";
import type { workspacePatch } from "./contract.ts";
import type { PersonCause } from "./http.ts";
import { getWorkspace, updateWorkspace, type Workspace } from "./queries.ts";

/** Changes what a shop is called and how it counts; `workspace.changed` carries the whole of it as `data.workspace`. */
export async function changeWorkspace(tx: Tx, patch: z.infer<typeof workspacePatch>, by: PersonCause): Promise<Workspace> {
  await lockLedger(tx);
  const before = await getWorkspace(tx);
  const workspace = { ...before, ...patch };
  assertPlace(workspace);
  if (JSON.stringify(workspace) === JSON.stringify(before)) return before;
  await updateWorkspace(tx, workspace);
  await append(tx, [{ type: "workspace.changed", at: by.at, cause: by.cause, actorId: by.actorId, data: { workspace, before } }], by.at);
  return workspace;
}

export function assertPlace({ currency, timeZone }: { currency: string; timeZone: string }): void {
  if (!isCurrency(currency)) throw refuse("invalid", "unknown_currency", { currency });
  if (!isTimeZone(timeZone)) throw refuse("invalid", "unknown_time_zone", { timeZone });
}
