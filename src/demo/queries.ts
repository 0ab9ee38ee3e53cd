import { sql } from "kysely";
import type { Queryable, Tx } from "#base/postgres/database.ts";
import type { DemoEvent } from "./messages.ts";
import type { DemoState, DemoWorkspace } from "./state.ts";

/** The demo shop, if there is one; it stands above workspaces because nobody knows its id yet. */
export async function findDemoWorkspace(system: Queryable): Promise<DemoWorkspace | undefined> {
  const [row] = await system.query<DemoWorkspace>(sql`
    select id, time_zone as "timeZone", language, currency, demo from workspace
    where kind = 'demo' and demo is not null
    order by created_at
    limit 1
  `);
  return row;
}

/** Lets one at a time open the demo shop. */
export async function lockDemo(system: Queryable): Promise<void> {
  await system.query(sql`select pg_advisory_xact_lock(4600, 2)`);
}

/** Everything of a workspace hangs on its row. */
export async function deleteDemoWorkspaces(system: Queryable): Promise<string[]> {
  const rows = await system.query<{ id: string }>(sql`delete from workspace where kind = 'demo' returning id`);
  return rows.map((row) => row.id);
}

export async function insertDemoSource(tx: Tx, source: { id: string; name: string; pipelineId: string }): Promise<void> {
  await tx.query(sql`
    insert into source (workspace_id, id, kind, name, pipeline_id)
    values (${tx.workspaceId}, ${source.id}, 'demo', ${source.name}, ${source.pipelineId})
  `);
}

export async function saveDemoState(tx: Tx, demo: DemoState): Promise<void> {
  await tx.query(sql`update workspace set demo = ${JSON.stringify(demo)} where id = ${tx.workspaceId}`);
}

/** The intake listens here for workspaces in which something waits. */
const inboundChannel = "sluice_inbound";

/** Puts events into the inbox as if they had come over the network at the moment they happened. Those already there are left alone. */
export async function insertEvents(tx: Tx, sourceId: string, events: readonly DemoEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    id: event.messageId,
    at: event.timestamp,
    kind: event.event ?? event.type,
    who: event.traits?.["email"] ?? event.properties?.["email"] ?? null,
    body: JSON.stringify(event),
  }));
  await tx.query(sql`
    insert into inbound (workspace_id, source_id, external_id, received_at, kind, who, body)
    select ${tx.workspaceId}, ${sourceId}, r.id, r.at, r.kind, r.who, r.body
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, at timestamptz, kind text, who text, body text)
    on conflict do nothing
  `);
  await tx.query(sql`select pg_notify(${inboundChannel}, ${tx.workspaceId})`);
}

/** Events that are not worked off yet. Index: inbound_waiting. */
export async function countWaiting(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ waiting: number }>(
    sql`select count(*) as waiting from inbound where workspace_id = ${tx.workspaceId} and status = 'waiting'`,
  );
  return row!.waiting;
}
