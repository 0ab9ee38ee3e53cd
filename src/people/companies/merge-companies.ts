import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { append, lockLedger } from "#ledger/append.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { keepApart } from "../duplicates/set-aside.ts";
import { currentCompany } from "./company-detail.ts";

type Row = { id: string; name: string; mergedInto: string | null };

/** What the ledger keeps of a merge: enough to take it back to the last row. `name` is the name that gave way to the other's. */
type Told = { from: string; into: string; fromName: string; name: string | null; contacts: string[]; deals: string[] };

/** A person says that two companies are one: `fromId` goes up in `intoId`, with its people and deals. What names it later comes to `intoId` too. */
export async function mergeCompanies(
  tx: Tx,
  { intoId, fromId, keepName }: { intoId: string; fromId: string; keepName: "this" | "other" },
  by: PersonCause,
): Promise<void> {
  if (intoId === fromId) throw refuse("invalid", "merge_with_itself");
  await lockLedger(tx);
  const companies = await tx.query<Row>(sql`
    select id, name, merged_into as "mergedInto" from company where workspace_id = ${tx.workspaceId} and id = any(${[intoId, fromId]}::uuid[])
  `);
  const [into, from] = [intoId, fromId].map((companyId) => {
    const company = companies.find(({ id }) => id === companyId);
    if (!company || company.mergedInto) throw refuse("missing", "company_missing", { companyId });
    return company;
  });
  const contacts = await repoint(tx, "contact", fromId, intoId);
  const deals = await repoint(tx, "deal", fromId, intoId);
  if (contacts.length + deals.length > limits.companyRows) throw refuse("too_large", "company_too_large", { limit: limits.companyRows });
  const takesName = keepName === "other" && into!.name !== from!.name;
  await tx.query(sql`update company set merged_into = ${intoId} where workspace_id = ${tx.workspaceId} and id = ${fromId}`);
  if (takesName) await setName(tx, intoId, from!.name);
  const data: Told = { from: fromId, into: intoId, fromName: from!.name, name: takesName ? into!.name : null, contacts, deals };
  await append(tx, [{ type: "company.merged", at: by.at, cause: by.cause, actorId: by.actorId, data }]);
}

/**
 * Takes a merge back: people and deals of then go back where they still are here, and so do people who have come since under the name
 * of the one that went up. `companyId` is where the merge is to be undone, `mergeId` the number of its ledger row.
 */
export async function unmergeCompanies(tx: Tx, companyId: string, mergeId: string, by: PersonCause): Promise<void> {
  await lockLedger(tx);
  const owner = await currentCompany(tx, companyId);
  const [row] = /^\d{1,15}$/.test(mergeId)
    ? await tx.query<{ seq: number; data: Told }>(
        sql`select seq, data from ledger where workspace_id = ${tx.workspaceId} and seq = ${Number(mergeId)} and type = 'company.merged'`,
      )
    : [];
  if (!row || (await currentCompany(tx, row.data.into)) !== owner) throw refuse("missing", "merge_missing", { mergeId });
  const { from, into, fromName, name, contacts, deals } = row.data;
  const [latest] = await tx.query<{ seq: number; mergedInto: string | null }>(sql`
    select max(l.seq) as seq, (select merged_into from company where workspace_id = ${tx.workspaceId} and id = ${from}) as "mergedInto"
    from ledger l
    where l.workspace_id = ${tx.workspaceId} and l.seq >= ${row.seq} and l.type in ('contact.merged', 'company.merged') and l.cause = 'person' and l.data->>'from' = ${from}
  `);
  if (latest?.mergedInto !== into || latest.seq !== row.seq) throw refuse("conflict", "merge_already_undone", { mergeId });
  await tx.query(sql`update company set merged_into = null where workspace_id = ${tx.workspaceId} and id = ${from}`);
  if (name !== null) await setName(tx, into, name, fromName);
  const since = await namedSince(tx, owner, from);
  await giveBack(tx, "contact", owner, from, [...contacts, ...since]);
  await giveBack(tx, "deal", owner, from, [...deals, ...(await dealsOf(tx, owner, since))]);
  await keepApart(tx, { kind: "company", id: from, otherId: owner }, by);
  const data = { mergeId: row.seq, from, into: owner, contacts: [...contacts, ...since], deals };
  await append(tx, [{ type: "company.unmerged", at: by.at, cause: by.cause, actorId: by.actorId, data }]);
}

/** Indexes: contact_company, deal_company. */
async function repoint(tx: Tx, noun: "contact" | "deal", fromId: string, intoId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    update ${sql.table(noun)} set company_id = ${intoId} where workspace_id = ${tx.workspaceId} and company_id = ${fromId} returning id
  `);
  return rows.map(({ id }) => id).sort();
}

async function giveBack(tx: Tx, noun: "contact" | "deal", owner: string, fromId: string, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update ${sql.table(noun)} set company_id = ${fromId} where workspace_id = ${tx.workspaceId} and company_id = ${owner} and id = any(${ids}::uuid[])
  `);
}

/** People who came to `owner` because their facts name the company that went up in it. Index: contact_company. */
async function namedSince(tx: Tx, owner: string, from: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select c.id from contact c
    join company f on f.workspace_id = c.workspace_id and f.id = ${from}
    where c.workspace_id = ${tx.workspaceId} and c.company_id = ${owner} and f.external_key = 'n:' || lower(c.profile->'company'->>0)
  `);
  return rows.map(({ id }) => id);
}

async function dealsOf(tx: Tx, owner: string, contactIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select id from deal where workspace_id = ${tx.workspaceId} and company_id = ${owner} and contact_id = any(${contactIds}::uuid[])
  `);
  return rows.map(({ id }) => id);
}

/** `only` is the name it must still have, so that a later change by a person stands. */
async function setName(tx: Tx, id: string, name: string, only?: string): Promise<void> {
  await tx.query(sql`
    update company set name = ${name} where workspace_id = ${tx.workspaceId} and id = ${id} ${only === undefined ? sql`` : sql`and name = ${only}`}
  `);
}
