import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Seal } from "#base/seal.ts";
import { findSource, type Source } from "../source-queries.ts";
import { hasApi, type ApiKind, type ShopKey } from "./shop-api.ts";

export type StoredKey = { url: string; keySealed: string; reachDays: number | null; createdAt: number };

export async function findKey(tx: Tx, sourceId: string): Promise<StoredKey | undefined> {
  const [row] = await tx.query<StoredKey>(sql`
    select url, key_sealed as "keySealed", reach_days as "reachDays", created_at as "createdAt" from source_key
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId}
  `);
  return row;
}

/** The daily comparison begins the day after `today`. */
export async function saveKey(tx: Tx, sourceId: string, key: Omit<StoredKey, "createdAt">, at: number, today: string): Promise<void> {
  await tx.query(sql`
    insert into source_key (workspace_id, source_id, url, key_sealed, reach_days, created_at, compared_day)
    values (${tx.workspaceId}, ${sourceId}, ${key.url}, ${key.keySealed}, ${key.reachDays}, ${new Date(at).toISOString()}, ${today})
    on conflict (workspace_id, source_id) do update set
      url = excluded.url, key_sealed = excluded.key_sealed, reach_days = excluded.reach_days, created_at = excluded.created_at
  `);
}

export async function deleteKey(tx: Tx, sourceId: string): Promise<void> {
  await tx.query(sql`delete from source_key where workspace_id = ${tx.workspaceId} and source_id = ${sourceId}`);
}

export function sealKey({ key, secret }: ShopKey, seal: Seal): string {
  return seal.seal(JSON.stringify({ key, secret }));
}

export function openKey(kind: ApiKind, { url, keySealed }: StoredKey, seal: Seal): ShopKey {
  const { key, secret } = JSON.parse(seal.open(keySealed)) as { key: string; secret?: string };
  return { kind, url, key, secret };
}

/** A source whose shop can be asked. */
export type AskedSource = Source & { kind: ApiKind };

export async function getAskedSource(tx: Tx, id: string): Promise<AskedSource> {
  const source = await findSource(tx, id);
  if (!source) throw refuse("missing", "source_missing", { sourceId: id });
  if (!isAsked(source)) throw refuse("invalid", "source_without_past");
  return source;
}

export function isAsked(source: Source): source is AskedSource {
  return hasApi(source.kind);
}
