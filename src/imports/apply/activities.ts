import { sql } from "kysely";
import { idOf } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { append } from "#ledger/append.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import type { ActivityItem } from "../items.ts";
import type { Frame, ItemRow, Verdict } from "./frame.ts";
import { contactsOf } from "./people.ts";

/** Calls, meetings and notes of the past. They are told as history: no entry rule moves a deal for them. */
export async function applyActivities(tx: Tx, frame: Frame, rows: readonly ItemRow<ActivityItem>[]): Promise<Verdict[]> {
  // The same activity of a file has the same id in every import.
  const ids = rows.map(({ key }) => idOf(`${tx.workspaceId} ${key!}`));
  const known = new Set(
    (await tx.query<{ id: string }>(sql`select id from activity where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)).map(
      ({ id }) => id,
    ),
  );
  const deals = await dealsByKey(
    tx,
    rows.flatMap(({ item }) => item.dealKey ?? []),
  );
  const contacts = await contactsOf(
    tx,
    frame,
    rows.map(({ n, item }, index) =>
      item.person && !known.has(ids[index]!) ? { person: item.person, at: item.at, found: false, n } : null,
    ),
  );
  const fresh: {
    id: string;
    type: string;
    dealId: string | null;
    contactId: string | null;
    authorId: string | null;
    at: string;
    text: string | null;
    outcome: string | null;
  }[] = [];
  const ledger: NewLedgerRow[] = [];
  const verdicts = rows.map(({ n, item }, index): Verdict => {
    const id = ids[index]!;
    const title = `${item.type} ${new Date(item.at).toISOString().slice(0, 10)}`;
    if (known.has(id)) return { n, status: "unchanged", title };
    const deal = item.dealKey === null ? undefined : deals.get(item.dealKey);
    const contact = contacts[index];
    const contactId = deal?.contactId ?? contact?.id ?? null;
    if (!deal && !contactId) return { n, status: "refused", title, fault: { code: "deal_unknown", field: "dealId", value: item.dealKey } };
    known.add(id);
    fresh.push({
      id,
      type: item.type,
      dealId: deal?.id ?? null,
      contactId,
      authorId: item.authorId,
      at: new Date(item.at).toISOString(),
      text: item.text,
      outcome: item.outcome,
    });
    ledger.push({
      type: "activity.done",
      at: item.at,
      contactId,
      dealId: deal?.id ?? null,
      externalId: id,
      cause: "import",
      actorId: item.authorId,
      data: { p: "", who: {}, name: item.type, ...(item.outcome && { outcome: item.outcome }), ...(item.text && { text: item.text }) },
    });
    return { n, status: "created", title, joined: contact?.known ? (contact.name ?? undefined) : undefined };
  });
  if (fresh.length === 0) return verdicts;
  await tx.query(sql`
    insert into activity (workspace_id, id, type, deal_id, contact_id, author_id, at, text, outcome)
    select ${tx.workspaceId}, r.id, r.type, r."dealId", r."contactId", r."authorId", r.at, r.text, r.outcome
    from json_to_recordset(${JSON.stringify(fresh)}::json) as r (id uuid, type text, "dealId" uuid, "contactId" uuid, "authorId" text, at timestamptz, text text, outcome text)
  `);
  await append(tx, ledger);
  return verdicts;
}

async function dealsByKey(tx: Tx, keys: readonly string[]): Promise<Map<string, { id: string; contactId: string | null }>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.query<{ key: string; id: string; contactId: string | null }>(sql`
    select external_key as key, id, contact_id as "contactId" from deal where workspace_id = ${tx.workspaceId} and external_key = any(${keys}::text[])
  `);
  return new Map(rows.map(({ key, ...deal }) => [key, deal]));
}
