import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { isStanding } from "#ledger/read.ts";
import { isFactType, type Fact } from "#ledger/fact.ts";
import type { DealSnapshot } from "#ledger/row.ts";
import { compare, type Point } from "#deals/journey.ts";
import { learn, newContact, say, type Contact, type ProfileField } from "#people/contact.ts";
import type { People } from "#people/resolve.ts";
import type { Act, JourneyEvent } from "./decide.ts";

/** A fact as its ledger row keeps it: everything but what the row's own columns say, and the pipeline it drives. */
export type FactData = Omit<Fact, "type" | "at" | "id"> & { p: string };

type HistoryRow = { seq: number; type: string; at: number; subject: string; externalId: string | null; data: Record<string, unknown> };

/** One thing that happened to a contact, from the ledger; `pipelineId` is null for what moves no journey. */
export type Remembered = { subject: string; pipelineId: string | null; event: JourneyEvent | null; row: HistoryRow };

/** All facts and people's acts that belong to the identity keys. Index: ledger_subject. */
export async function loadHistory(tx: Tx, keys: readonly string[]): Promise<Remembered[]> {
  const rows = await tx.query<HistoryRow>(sql`
    select seq, type, at, subject, external_id as "externalId", data
    from ledger
    where workspace_id = ${tx.workspaceId} and subject = any(${keys}::text[]) and ${isStanding}
  `);
  return rows.map(remember);
}

/** The last thing that people did about each contact from an instant on (epoch ms, by contact), where they did any. Index: ledger_subject. */
export async function findLastActs(tx: Tx, people: People, from: ReadonlyMap<string, number>): Promise<Map<string, Point>> {
  if (from.size === 0) return new Map();
  const keys = [...people.identities.values()].flatMap(({ key, contactId }) => {
    const fromMs = from.get(contactId);
    return fromMs === undefined ? [] : [{ key, contactId, fromMs }];
  });
  const acts = await tx.query<{ contactId: string; at: number; id: string }>(sql`
    select k."contactId", act.at, act.id
    from json_to_recordset(${JSON.stringify(keys)}::json) as k (key text, "contactId" uuid, "fromMs" float8)
    cross join lateral (
      select at, coalesce(data->'act'->>'id', external_id, seq::text) collate "C" as id
      from ledger
      where workspace_id = ${tx.workspaceId} and subject = k.key and at >= to_timestamp(k."fromMs" / 1000)
        and (type = 'activity.done' or (type like 'deal.%' and data ? 'act')) and ${isStanding}
      order by at desc, id desc
      limit 1
    ) act
  `);
  const last = new Map<string, Point>();
  for (const { contactId, at, id } of acts) {
    const before = last.get(contactId);
    if (!before || compare([at, id], before) > 0) last.set(contactId, [at, id]);
  }
  return last;
}

function remember(row: HistoryRow): Remembered {
  const { type, at, subject, data } = row;
  if (type.startsWith("deal.")) {
    const { act, deal } = data as { act?: Act & { id: string }; deal: DealSnapshot };
    return { subject, row, pipelineId: deal.pipelineId, event: act ? { kind: "act", point: [at, act.id], subject, act } : null };
  }
  if (!isFactType(type)) return { subject, row, pipelineId: null, event: null };
  const fact = factOf(row);
  return {
    subject,
    row,
    pipelineId: (data as FactData).p,
    event: type.startsWith("order.") ? null : { kind: "fact", point: [at, fact.id], subject, fact },
  };
}

/** The fact of a ledger row. */
export function factOf(row: { seq: number; type: string; at: number; externalId: string | null; data: Record<string, unknown> }): Fact {
  const { p: _, ...rest } = row.data as FactData;
  return { ...rest, type: row.type as Fact["type"], at: row.at, id: row.externalId ?? String(row.seq) };
}

/** A contact learnt anew from its facts; orders and merges are kept. Changes `contact`. */
export function relearn(contact: Contact, history: readonly Remembered[]): void {
  const fresh = newContact(
    contact.id,
    Math.min(...history.map(({ row }) => row.at), ...(history.length === 0 ? [contact.firstSeenAt] : [])),
  );
  fresh.lastSeenAt = history.length === 0 ? contact.lastSeenAt : fresh.firstSeenAt;
  for (const { row } of history) {
    if (row.type.startsWith("deal.") || row.type === "activity.done") continue; // what our own people do says nothing about this one
    if (!isFactType(row.type)) {
      const said = (row.data["said"] ?? {}) as Partial<Record<ProfileField, string>>;
      for (const [field, value] of Object.entries(said)) say(fresh, field as ProfileField, value, row.at, String(row.seq));
      if (said.email || said.phone) fresh.leadAt = Math.min(fresh.leadAt ?? row.at, row.at);
    } else learn(fresh, factOf(row));
  }
  const { firstSeenAt, lastSeenAt, factCount, profile, touch, leadAt } = fresh;
  Object.assign(contact, { firstSeenAt, lastSeenAt, factCount, profile, touch, leadAt });
}
