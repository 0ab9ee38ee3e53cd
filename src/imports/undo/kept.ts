import { sql, type RawBuilder } from "kysely";
import type { Tx } from "#base/postgres/database.ts";

/** A row that an import touched: as it was before (null: not there), and as the import left it (null: as it made it, or removed). */
export type BeforeRow = { key: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null };

/** What a person had changed since, so that it was kept. */
export type Kept = { kind: string; id: string; name: string; fields: string[] };

type Room =
  | "contact"
  | "identity"
  | "deal"
  | "shop_order"
  | "company"
  | "product"
  | "activity"
  | "member"
  | "pipeline"
  | "pipeline_version";

/**
 * Of rows of `ledger`: what people, shops or other imports have said. What the clock does to imported journeys names an import as its cause
 * and no source.
 */
export function saidByOthers(importId: string): RawBuilder<boolean> {
  return sql`(cause in ('person', 'shop') or (cause = 'import' and source_id is not null)) and source_id is distinct from ${importId}`;
}

/** The next rows of a room that are still to be taken back, by key. Index: primary key. */
export function listBefore(tx: Tx, importId: string, room: Room, after: string, limit: number): Promise<BeforeRow[]> {
  return tx.query<BeforeRow>(sql`
    select key, before, after from import_before
    where workspace_id = ${tx.workspaceId} and import_id = ${importId} and room = ${room} and key > ${after}
    order by key
    limit ${limit}
  `);
}

export function findBefore(tx: Tx, importId: string, room: Room, keys: readonly string[]): Promise<BeforeRow[]> {
  return tx.query<BeforeRow>(sql`
    select key, before, after from import_before
    where workspace_id = ${tx.workspaceId} and import_id = ${importId} and room = ${room} and key = any(${keys}::text[])
  `);
}

/** These rows are taken back, or stay for good. */
export async function settleBefore(tx: Tx, importId: string, room: Room, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.query(sql`
    delete from import_before where workspace_id = ${tx.workspaceId} and import_id = ${importId} and room = ${room} and key = any(${keys}::text[])
  `);
}

/** Rooms whose `key` is not the id of a row, by what it is. */
const keyColumns: Partial<Record<Room, RawBuilder<unknown>>> = {
  identity: sql`key`,
  member: sql`user_id`,
  pipeline_version: sql`pipeline_id || ' ' || version`,
};

/** Which rows of a room these keys are. Index: primary key, but for the few rows of members and versions. */
function isOneOf(room: Room, keys: readonly string[]): RawBuilder<boolean> {
  const column = keyColumns[room];
  return column ? sql`${column} = any(${keys}::text[])` : sql`id = any(${keys}::uuid[])`;
}

/** Puts rows back to the last value: what the import made goes, what it changed or removed is again as it was. */
export async function restoreRows(tx: Tx, room: Room, rows: readonly BeforeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const table = sql.raw(room);
  const keys = rows.map(({ key }) => key);
  await tx.query(sql`delete from ${table} where workspace_id = ${tx.workspaceId} and ${isOneOf(room, keys)}`);
  const old = rows.flatMap(({ before }) => (before ? [before] : []));
  if (old.length === 0) return;
  const columns = sql.join((await columnsOf(tx, room)).map((name) => sql.ref(name)));
  await tx.query(sql`
    insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, ${JSON.stringify(old)}::jsonb)
  `);
}

/** Those that are not worked out from others. */
async function columnsOf(tx: Tx, room: Room): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(sql`
    select attname as name from pg_attribute
    where attrelid = ${room}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
  `);
  return rows.map(({ name }) => name);
}

/**
 * Puts back each column of rows that stands as the import left it, and leaves those that somebody has changed since. Answers the names of
 * the latter by key. For rows whose columns mean something each by itself.
 */
export async function restoreColumns(tx: Tx, room: "company" | "product", rows: readonly BeforeRow[]): Promise<Map<string, string[]>> {
  const changed = new Map<string, string[]>();
  const keys = rows.map(({ key }) => key);
  const found = await tx.query<{ key: string; row: Record<string, unknown> }>(sql`
    select id::text as key, to_jsonb(t) as row from ${sql.raw(room)} t where workspace_id = ${tx.workspaceId} and ${isOneOf(room, keys)}
  `);
  const current = new Map(found.map(({ key, row }) => [key, row]));
  const back: BeforeRow[] = [];
  for (const { key, before, after } of rows) {
    const now = current.get(key);
    if (!now || !before || !after) continue;
    const kept: string[] = [];
    const row: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(now)) {
      const isAsLeft = JSON.stringify(value) === JSON.stringify(after[name]);
      row[name] = isAsLeft ? before[name] : value;
      if (!isAsLeft) kept.push(name);
    }
    if (kept.length > 0) changed.set(key, kept);
    back.push({ key, before: row, after: null });
  }
  await restoreRows(tx, room, back);
  return changed;
}
