import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { BeforeRow } from "./kept.ts";

export type UndoingPeople = {
  importId: string;
  firstSeq: number;
  actorId: string | null;
  /** Contacts about whom something else has been said since, as far as the ledger was looked through. */
  touched: Set<string>;
  lookedTo: number;
};

/** Rows of a room that the import touched and that belong, now or before it, to the contacts. Indexes: by contact; `import_before_contact`. */
export function ownedBy(
  tx: Tx,
  importId: string,
  room: "identity" | "shop_order" | "deal",
  contactIds: readonly string[],
): Promise<BeforeRow[]> {
  const table = sql.raw(room);
  const key = room === "identity" ? sql`t.key` : sql`t.id::text`;
  const driven = room === "deal" ? sql`and t.driven` : sql``;
  return tx.query<BeforeRow>(sql`
    select b.key, b.before, b.after from ${table} t
    join import_before b on b.workspace_id = t.workspace_id and b.import_id = ${importId} and b.room = ${room} and b.key = ${key}
    where t.workspace_id = ${tx.workspaceId} and t.contact_id = any(${contactIds}::uuid[]) ${driven}
    union
    select key, before, after from import_before
    where workspace_id = ${tx.workspaceId} and import_id = ${importId} and room = ${room}
      and before is not null and before ->> 'contact_id' = any(${contactIds}::text[])
      and coalesce((before ->> 'driven')::boolean, true)
  `);
}
