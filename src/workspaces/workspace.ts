import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";

export type Workspace = {
  id: string;
  name: string;
  kind: "own" | "demo";
  currency: string;
  timeZone: string;
  language: "en" | "de";
  valueWithTax: boolean;
  valueWithShipping: boolean;
};

const columns = sql`
  id, name, kind, currency, time_zone as "timeZone", language, value_with_tax as "valueWithTax", value_with_shipping as "valueWithShipping"`;

export async function getWorkspace(tx: Tx): Promise<Workspace> {
  const [row] = await tx.query<Workspace>(sql`select ${columns} from workspace where id = ${tx.workspaceId}`);
  if (!row) throw refuse("missing", "workspace_missing");
  return row;
}

/** The workspace with its write lock: until the transaction ends, nobody else writes its deals or its ledger. */
export async function lockWorkspace(tx: Tx): Promise<Workspace> {
  const [row] = await tx.query<Workspace>(sql`select ${columns} from workspace where id = ${tx.workspaceId} for update`);
  if (!row) throw refuse("missing", "workspace_missing");
  return row;
}
