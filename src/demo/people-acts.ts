import type { Database } from "#base/postgres/database.ts";
import type { DemoWorkspace } from "./state.ts";

/** What people did in the shop's past, so that notes, calls and lost reasons stand where somebody looks around. */
export async function act(db: Database, workspace: DemoWorkspace): Promise<void> {
  void db;
  void workspace;
}
