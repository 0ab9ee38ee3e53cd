import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { Timeline, TimelineEntry } from "./contract.ts";
import type { Cause } from "./row.ts";
import { wordsOf } from "./timeline-data.ts";

/** Whose past is told: rows of the deals, facts of the identity keys within the span (epoch ms), merges of the contact. */
export type TimelineScope = {
  dealIds: readonly string[];
  keys: readonly string[];
  contactId: string | null;
  fromMs: number | null;
  toMs: number | null;
  /** The shop's id of an order whose later facts (shipped, refunded) belong to the span too. */
  orderExternalId: string | null;
};

export type TimelineRow = {
  seq: number;
  at: number;
  recordedAt: number;
  type: string;
  cause: Cause;
  actorId: string | null;
  actorName: string | null;
  sourceId: string | null;
  sourceName: string | null;
  data: Record<string, unknown>;
  /** Of a `deal.*` row: what the deal was worth after it. */
  valueMinor: number | null;
  currency: string | null;
};

/** What happened, newest first; visits of the same page in a row are one line with a count. */
export async function listTimeline(tx: Tx, scope: TimelineScope, page: { before?: string; limit: number }): Promise<Timeline> {
  const most = page.limit * 4 + 1;
  const rows = await listRows(tx, scope, page.before, most);
  const { entries, taken } = fold(rows.slice(0, most - 1), page.limit);
  const last = rows[taken - 1];
  return { entries, next: last && taken < rows.length ? `${last.at}.${last.seq}` : null };
}

const browsing = new Set(["page.viewed", "product.viewed", "cart.updated"]);

function fold(rows: readonly TimelineRow[], limit: number): { entries: TimelineEntry[]; taken: number } {
  const entries: TimelineEntry[] = [];
  let run = new Map<string, TimelineEntry>();
  let taken = 0;
  for (const row of rows) {
    const entry = entryOf(row);
    if (!browsing.has(row.type)) run = new Map();
    const key = `${row.type} ${entry.data["page"] ?? ""} ${entry.data["product"] ?? ""}`;
    const same = browsing.has(row.type) ? run.get(key) : undefined;
    if (same) {
      same.data["count"] = Number(same.data["count"] ?? 1) + 1;
      same.data["firstAt"] = entry.at;
    } else {
      if (entries.length === limit) break;
      entries.push(entry);
      if (browsing.has(row.type)) run.set(key, entry);
    }
    taken += 1;
  }
  return { entries, taken };
}

function entryOf(row: TimelineRow): TimelineEntry {
  return {
    key: String(row.seq),
    at: new Date(row.at).toISOString(),
    recordedAt: new Date(row.recordedAt).toISOString(),
    type: row.type,
    cause: row.cause,
    actor: row.actorId ? { id: row.actorId, name: row.actorName ?? row.actorId } : null,
    source: row.sourceId ? { id: row.sourceId, name: row.sourceName ?? "" } : null,
    data: wordsOf(row),
  };
}

/** Indexes: ledger_deal, ledger_subject, ledger_contact_events. What only keeps books (values that follow facts, snapshots) is left out. */
function listRows(tx: Tx, scope: TimelineScope, before: string | undefined, most: number): Promise<TimelineRow[]> {
  const [beforeMs, beforeSeq] = (before ?? "").split(".").map(Number);
  const older = before === undefined ? sql`` : sql`and (l.at, l.seq) < (${iso(beforeMs!)}::timestamptz, ${beforeSeq!}::bigint)`;
  const from = scope.fromMs === null ? sql`` : sql`and l.at >= ${iso(scope.fromMs)}::timestamptz`;
  const ofOrder = sql`(l.type like 'order.%' and l.data->'order'->>'externalId' = ${scope.orderExternalId})`;
  const to = scope.toMs === null ? sql`` : sql`and (l.at <= ${iso(scope.toMs)}::timestamptz or ${ofOrder})`;
  const newest = sql`order by l.at desc, l.seq desc limit ${most}`;
  return tx.query<TimelineRow>(sql`
    select l.seq, l.at, l.recorded_at as "recordedAt", l.type, l.cause, l.actor_id as "actorId", m.name as "actorName", l.source_id as "sourceId", coalesce(s.name, i.name) as "sourceName",
      l.data - 'deal' as data, (l.data->'deal'->>'valueMinor')::bigint as "valueMinor", l.data->'deal'->>'currency' as currency
    from (
      select own.* from unnest(${scope.dealIds}::uuid[]) as d (id) cross join lateral (
        select l.* from ledger l
        where l.workspace_id = ${tx.workspaceId} and l.deal_id = d.id ${older}
          and not (l.type in ('deal.valued', 'deal.changed') and l.cause <> 'person' and l.data->'deal'->>'outcome' = 'open')
        ${newest}
      ) own
      union all
      select facts.* from unnest(${scope.keys}::text[]) as k (key) cross join lateral (
        select l.* from ledger l
        where l.workspace_id = ${tx.workspaceId} and l.subject = k.key ${from} ${to} ${older}
          and l.type not like 'deal.%' and (l.type not like 'contact.%' or l.type = 'contact.identified')
          and (l.deal_id is null or l.deal_id <> all (${scope.dealIds}::uuid[]))
        ${newest}
      ) facts
      union all
      (
        select l.* from ledger l
        where l.workspace_id = ${tx.workspaceId} and l.contact_id = ${scope.contactId}::uuid and l.type like 'contact.%' ${from} ${to} ${older}
          and (l.type in ('contact.merged', 'contact.unmerged') or (l.type = 'contact.recorded' and l.cause = 'person'))
        ${newest}
      )
    ) l
    left join member m on m.workspace_id = l.workspace_id and m.user_id = l.actor_id
    left join source s on s.workspace_id = l.workspace_id and s.id = l.source_id
    left join import i on i.workspace_id = l.workspace_id and i.id = l.source_id and l.cause = 'import'
    where i.undone_at is null
    ${newest}
  `);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
