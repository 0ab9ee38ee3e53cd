import { sql, type RawBuilder } from "kysely";
import { limits } from "#base/limits.ts";
import { isConflict, isDatabaseAway } from "#base/postgres/errors.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { applyFacts, type Incoming } from "#journey/apply-facts.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { countTaken, type Taken } from "./source-queries.ts";
import { translate, type SourceKind } from "./sources/translate.ts";

type WaitingRow = {
  id: number;
  sourceId: string;
  externalId: string;
  kind: string;
  receivedAt: number;
  skewMs: number;
  body: string;
  sourceKind: SourceKind;
  pipelineId: string;
  scope: string;
  pastId: string | null;
};

type Result = {
  id: number;
  status: "accepted" | "ignored" | "refused";
  reason: string | null;
  who: string | null;
  contactId: string | null;
};

/**
 * Works off up to `limit` waiting rows of a workspace, oldest first, in one transaction: translate, apply, mark. If that throws, the
 * batch is halved until the poisoned event stands alone; that one is kept as failed with its error. Returns how many rows were taken.
 */
export async function processWaiting(db: Database, workspaceId: string, limit: number = limits.processRows): Promise<number> {
  try {
    return await db.inWorkspace(workspaceId, (tx) => processRows(tx, limit));
  } catch (error) {
    if (isDatabaseAway(error) || isConflict(error)) throw error;
    if (limit > 1) return processWaiting(db, workspaceId, Math.floor(limit / 2));
    await db.inWorkspace(workspaceId, (tx) => markFailed(tx, error));
    return 1;
  }
}

/** One such batch in the transaction of the caller: live rows, or where none wait some fetched ones. */
export async function processRows(tx: Tx, limit: number): Promise<number> {
  const live = await lockWaiting(tx, sql`i.past_id is null`, limit);
  // What is fetched from the past waits for what happens now, and never shares a batch with it: its changes have a cause of their own.
  const rows = live.length > 0 ? live : await lockWaiting(tx, sql`i.past_id is not null`, Math.min(limit, limits.pastBatchRows));
  if (rows.length === 0) return 0;
  const { currency } = await getWorkspace(tx);
  const results = new Map<number, Result>();
  const incoming: (Incoming & { rowId: number })[] = [];
  for (const row of rows) {
    const said = translate(row.sourceKind, {
      kind: row.kind,
      body: row.body,
      externalId: row.externalId,
      receivedAtMs: row.receivedAt,
      skewMs: row.skewMs,
      currency,
    });
    if ("facts" in said && said.facts.length > 0) {
      const { sourceId, pipelineId, scope, pastId } = row;
      const cause = pastId === null ? "shop" : "import";
      for (const fact of said.facts) incoming.push({ fact, sourceId, pipelineId, scope, cause, rowId: row.id });
    } else {
      const [status, reason] =
        "refused" in said
          ? (["refused", said.refused] as const)
          : (["ignored", "ignored" in said ? said.ignored : "nothing_in_it"] as const);
      results.set(row.id, { id: row.id, status, reason, who: null, contactId: null });
    }
  }
  if (incoming.length > 0) {
    const applied = await applyFacts(tx, incoming);
    applied.forEach((outcome, index) => {
      const { fact, rowId } = incoming[index]!;
      if (results.get(rowId)?.status === "accepted") return;
      const who = fact.who.email ?? fact.who.userId ?? fact.who.phone ?? fact.who.anonymousId ?? null;
      results.set(rowId, {
        id: rowId,
        status: outcome.ignored ? "ignored" : "accepted",
        reason: outcome.ignored ?? null,
        who,
        contactId: outcome.contactId ?? null,
      });
    });
  }
  await markRows(tx, [...results.values()]);
  await countTaken(tx, takenBySource(rows, results));
  return rows.length;
}

function takenBySource(rows: readonly WaitingRow[], results: ReadonlyMap<number, Result>): Taken[] {
  return [...Map.groupBy(rows, ({ sourceId }) => sourceId)].map(([sourceId, own]) => {
    const count = (status: Result["status"]) => own.filter(({ id }) => results.get(id)?.status === status).length;
    return { sourceId, accepted: count("accepted"), ignored: count("ignored") };
  });
}

/** Index: inbound_waiting. Rows that another process has in hand are passed over. */
function lockWaiting(tx: Tx, which: RawBuilder<unknown>, limit: number): Promise<WaitingRow[]> {
  return tx.query<WaitingRow>(sql`
    select i.id, i.source_id as "sourceId", i.external_id as "externalId", i.kind, i.received_at as "receivedAt", i.skew_ms as "skewMs", i.body,
      s.kind as "sourceKind", s.pipeline_id as "pipelineId", s.scope, i.past_id as "pastId"
    from inbound i
    join source s on s.workspace_id = i.workspace_id and s.id = i.source_id
    where i.workspace_id = ${tx.workspaceId} and i.status = 'waiting' and ${which}
    order by i.id
    limit ${limit}
    for update of i skip locked
  `);
}

async function markRows(tx: Tx, results: readonly Result[]): Promise<void> {
  await tx.query(sql`
    update inbound i set status = r.status, reason = r.reason, who = r.who, contact_id = r."contactId"
    from json_to_recordset(${JSON.stringify(results)}::json) as r (id bigint, status text, reason text, who text, "contactId" uuid)
    where i.workspace_id = ${tx.workspaceId} and i.status = 'waiting' and i.id = r.id
  `);
}

async function markFailed(tx: Tx, error: unknown): Promise<void> {
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, limits.textLength);
  await tx.query(sql`
    update inbound set status = 'failed', reason = ${reason}, tries = tries + 1
    where workspace_id = ${tx.workspaceId} and id = (
      select id from inbound where workspace_id = ${tx.workspaceId} and status = 'waiting' order by past_id is not null, id limit 1
    )
  `);
}

/** How many rows wait in all workspaces together. Index: inbound_waiting. */
export async function countWaiting(db: Database): Promise<number> {
  const [row] = await db.inSystem((tx) =>
    tx.query<{ waiting: number }>(sql`select count(*) as waiting from inbound where status = 'waiting'`),
  );
  return row!.waiting;
}

/** The workspaces in which something waits. */
export async function listWaitingWorkspaces(db: Database): Promise<string[]> {
  const rows = await db.inSystem((tx) =>
    tx.query<{ id: string }>(sql`
      select w.id from workspace w
      where exists (select 1 from inbound i where i.workspace_id = w.id and i.status = 'waiting')
    `),
  );
  return rows.map((row) => row.id);
}
