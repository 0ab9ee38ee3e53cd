import { sql } from "kysely";
import { createBatcher, type Batcher } from "#base/batcher.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";

/** The channel on which a commit with new inbound rows says `<workspace id>`. */
export const inboundChannel = "sluice_inbound";

/** One event as it came in, about to be kept. */
export type Inbound = {
  sourceId: string;
  /** The sender's own id; a second event of the source with it is dropped. */
  externalId: string;
  receivedAtMs: number;
  skewMs: number;
  kind: string;
  /** Valid JSON text, or null when there is none to keep. */
  body: string | null;
  /** A reason code when it is refused at the door; it is kept for the source's log. */
  refused?: string;
  /** Set when it was fetched from the shop's past: which fetch brought it. */
  pastId?: string;
};

export type Receive = (workspaceId: string, events: readonly Inbound[]) => Promise<void>;

const maxRows = 5_000;
/** What may wait in memory for the database; beyond it the database is as good as away. */
const maxWaitingBytes = 96 * 1024 * 1024;

/** Resolves once the events are on disk. Requests of a workspace that arrive together share one commit. */
export function createReceive(db: Database): Receive {
  const batchers = new Map<string, Batcher<Inbound>>();
  let waitingBytes = 0;
  return async (workspaceId, events) => {
    if (events.length === 0) return;
    if (waitingBytes > maxWaitingBytes) throw refuse("unavailable", "unavailable");
    let batcher = batchers.get(workspaceId);
    if (!batcher) batchers.set(workspaceId, (batcher = createBatcher((batch) => keep(db, workspaceId, batch), maxRows)));
    const bytes = events.reduce((sum, { body }) => sum + (body?.length ?? 0), 0);
    waitingBytes += bytes;
    await batcher.add(events).finally(() => (waitingBytes -= bytes));
  };
}

/** Should there be a body that PostgreSQL does not take, it is refused alone; those that came together with it are kept. */
async function keep(db: Database, workspaceId: string, events: readonly Inbound[]): Promise<void> {
  try {
    await insert(db, workspaceId, events);
  } catch (error) {
    if (!isBadData(error)) throw error;
    const [only] = events;
    if (events.length === 1) {
      await insert(db, workspaceId, [{ ...only!, body: null, refused: "invalid_text" }]);
      return;
    }
    const half = events.length >> 1;
    await keep(db, workspaceId, events.slice(0, half));
    await keep(db, workspaceId, events.slice(half));
  }
}

/** A data exception, or JSON nested beyond the server's stack. */
function isBadData(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code);
  return /^22...$/.test(code) || code === "54001";
}

function insert(db: Database, workspaceId: string, events: readonly Inbound[]): Promise<number> {
  return db.inWorkspace(workspaceId, (tx) => insertInbound(tx, events));
}

/** Keeps what is not known yet, wakes the worker, and says how many that were. */
export async function insertInbound(tx: Tx, events: readonly Inbound[]): Promise<number> {
  const rows = `[${events.map(rowText).join(",")}]`;
  const [answer] = await tx.query<{ kept: number }>(sql`
    with kept as (
      insert into inbound (workspace_id, source_id, external_id, received_at, skew_ms, kind, status, reason, body, past_id)
      select ${tx.workspaceId}::uuid, r.s, r.e, to_timestamp(r.t / 1000.0), r.w, r.k, case when r.r is null then 'waiting' else 'refused' end, r.r,
        coalesce(r.x, r.b::text), r.p
      from json_to_recordset(${rows}::json) as r (s uuid, e text, t bigint, w bigint, k text, r text, b json, x text, p uuid)
      on conflict (workspace_id, source_id, external_id) do nothing
      returning 1
    ), told as (
      select pg_notify(${inboundChannel}, ${tx.workspaceId}) where exists (select from kept)
    )
    select (select count(*) from kept) as kept, (select count(*) from told) as told
  `);
  return answer!.kept;
}

/** Escapes that PostgreSQL's json does not take. */
const awkward = /\\u(?:0000|d[89a-f])/i;

/** The body goes in as it is, a piece of the JSON around it, rather than escaped once more. */
function rowText(event: Inbound): string {
  const body =
    event.body === null ? "" : awkward.test(event.body) || event.refused ? `,"x":${JSON.stringify(event.body)}` : `,"b":${event.body}`;
  const refused = event.refused ? `,"r":${JSON.stringify(event.refused)}` : "";
  const past = event.pastId ? `,"p":"${event.pastId}"` : "";
  return `{"s":"${event.sourceId}","e":${JSON.stringify(event.externalId)},"t":${event.receivedAtMs},"w":${event.skewMs},"k":${JSON.stringify(event.kind)}${refused}${past}${body}}`;
}
