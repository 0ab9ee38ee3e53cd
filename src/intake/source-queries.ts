import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { signingKinds } from "./kinds.ts";
import type { SourceKind } from "./sources/translate.ts";

export type Source = {
  id: string;
  kind: SourceKind;
  name: string;
  pipelineId: string;
  scope: string;
  writeKey: string | null;
  secretSealed: string | null;
  /** What a Shopware shop and Sluice agreed on; see `shopware-app.ts`. */
  appSealed: string | null;
  shopUrl: string | null;
  createdAt: number;
};

export type SourceState = Source & {
  lastReceivedAt: number | null;
  accepted: number;
  ignored: number;
  refused: number;
  failed: number;
  waiting: number;
};

const columns = sql`s.id, s.kind, s.name, s.pipeline_id as "pipelineId", s.scope, s.write_key as "writeKey", s.secret_sealed as "secretSealed", s.app_sealed as "appSealed", s.shop_url as "shopUrl", s.created_at as "createdAt"`;

/** Indexes: inbound_log for the newest, inbound_trouble and inbound_waiting for the rare ones. */
export function listSources(tx: Tx): Promise<SourceState[]> {
  return tx.query<SourceState>(sql`
    select ${columns}, newest.received_at as "lastReceivedAt", s.accepted_count as accepted, s.ignored_count as ignored, trouble.refused, trouble.failed, coalesce(w.waiting, 0) as waiting
    from source s
    left join lateral (
      select i.received_at from inbound i where i.workspace_id = s.workspace_id and i.source_id = s.id order by i.id desc limit 1
    ) newest on true
    cross join lateral (
      select count(*) filter (where i.status = 'refused') as refused, count(*) filter (where i.status = 'failed') as failed
      from inbound i where i.workspace_id = s.workspace_id and i.source_id = s.id and i.status in ('refused', 'failed')
    ) trouble
    left join (
      select source_id, count(*) as waiting from inbound where workspace_id = ${tx.workspaceId} and status = 'waiting' group by source_id
    ) w on w.source_id = s.id
    where s.workspace_id = ${tx.workspaceId} and s.removed_at is null
    order by s.created_at, s.id
    limit ${limits.sources}
  `);
}

export async function findSource(tx: Tx, id: string): Promise<Source | undefined> {
  const [row] = await tx.query<Source>(
    sql`select ${columns} from source s where s.workspace_id = ${tx.workspaceId} and s.id = ${id} and s.removed_at is null`,
  );
  return row;
}

/** The source, held until the transaction ends. */
export async function lockSource(tx: Tx, id: string): Promise<Source | undefined> {
  const [row] = await tx.query<Source>(
    sql`select ${columns} from source s where s.workspace_id = ${tx.workspaceId} and s.id = ${id} and s.removed_at is null for update`,
  );
  return row;
}

/** All that there ever were; a removed one may come back. */
export function listShopScopes(tx: Tx): Promise<{ kind: SourceKind; scope: string; removed: boolean }[]> {
  return tx.query(sql`
    select kind, scope, removed_at is not null as removed from source
    where workspace_id = ${tx.workspaceId} and kind = any(${signingKinds})
    limit 1000
  `);
}

export async function insertSource(tx: Tx, source: Omit<Source, "createdAt">): Promise<void> {
  await tx.query(sql`
    insert into source (workspace_id, id, kind, name, pipeline_id, scope, write_key, secret_sealed)
    values (${tx.workspaceId}, ${source.id}, ${source.kind}, ${source.name}, ${source.pipelineId}, ${source.scope}, ${source.writeKey}, ${source.secretSealed})
  `);
}

export async function updateSource(tx: Tx, id: string, patch: { name: string; pipelineId: string }): Promise<void> {
  await tx.query(
    sql`update source set name = ${patch.name}, pipeline_id = ${patch.pipelineId} where workspace_id = ${tx.workspaceId} and id = ${id}`,
  );
}

export async function updateSecret(tx: Tx, id: string, secretSealed: string, previousSealed: string | null): Promise<void> {
  await tx.query(sql`
    update source set secret_sealed = ${secretSealed}, previous_secret_sealed = ${previousSealed}
    where workspace_id = ${tx.workspaceId} and id = ${id}
  `);
}

/** Keeps what a Shopware shop and Sluice agreed on. */
export async function updateApp(tx: Tx, id: string, appSealed: string, shopUrl: string | null): Promise<void> {
  await tx.query(sql`
    update source set app_sealed = ${appSealed}, shop_url = ${shopUrl}
    where workspace_id = ${tx.workspaceId} and id = ${id}
  `);
}

/** What it sent stays: deals rest on it. Its key and secrets open nothing any more. */
export async function markSourceRemoved(tx: Tx, id: string, removedAt: string): Promise<void> {
  await tx.query(sql`
    update source set removed_at = ${removedAt}, write_key = null, secret_sealed = null, previous_secret_sealed = null, app_sealed = null
    where workspace_id = ${tx.workspaceId} and id = ${id}
  `);
}

export type Taken = { sourceId: string; accepted: number; ignored: number };

/** Adds what a batch came to. */
export async function countTaken(tx: Tx, taken: readonly Taken[]): Promise<void> {
  if (taken.length === 0) return;
  await tx.query(sql`
    update source s set accepted_count = s.accepted_count + r.accepted, ignored_count = s.ignored_count + r.ignored
    from json_to_recordset(${JSON.stringify(taken)}::json) as r ("sourceId" uuid, accepted bigint, ignored bigint)
    where s.workspace_id = ${tx.workspaceId} and s.id = r."sourceId"
  `);
}
