import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { loadCompanies } from "../duplicates/queries.ts";
import { companyColumns, joinDeals } from "./companies.ts";
import type { CompanyDetail, CompanyRow } from "./contract.ts";

const most = 200;

/** A company with its people, deals (the newest 200 of each) and merges. One that was merged shows the company it went up in. */
export async function getCompanyDetail(tx: Tx, companyId: string): Promise<CompanyDetail> {
  const id = await currentCompany(tx, companyId);
  const [row] = await tx.query<CompanyRow & { createdAt: number }>(sql`
    select ${companyColumns}, co.created_at as "createdAt"
    from company co ${joinDeals}
    where co.workspace_id = ${tx.workspaceId} and co.id = ${id}
  `);
  return {
    ...row!,
    createdAt: new Date(row!.createdAt).toISOString(),
    domains: (await loadCompanies(tx, [id])).get(id)!.domains,
    people: await listPeople(tx, id),
    deals: await listDeals(tx, id),
    merges: await listMerges(tx, id),
  };
}

/** Follows merges to the company that stands for the id now. */
export async function currentCompany(tx: Tx, companyId: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(sql`
    with recursive chain as (
      select id, merged_into, 1 as depth from company where workspace_id = ${tx.workspaceId} and id = ${companyId}
      union all
      select c.id, c.merged_into, depth + 1 from chain join company c on c.workspace_id = ${tx.workspaceId} and c.id = chain.merged_into where depth < 100
    )
    select id from chain where merged_into is null
  `);
  if (!row) throw refuse("missing", "company_missing", { companyId });
  return row.id;
}

/** Index: contact_company. */
async function listPeople(tx: Tx, companyId: string): Promise<CompanyDetail["people"]> {
  type Person = Omit<CompanyDetail["people"][number], "lastSeenAt"> & { lastSeenAt: number };
  const rows = await tx.query<Person>(sql`
    select id, name, email, phone, last_seen_at as "lastSeenAt" from contact
    where workspace_id = ${tx.workspaceId} and company_id = ${companyId} and merged_into is null
    order by last_seen_at desc, id
    limit ${most}
  `);
  return rows.map((person) => ({ ...person, lastSeenAt: new Date(person.lastSeenAt).toISOString() }));
}

/** Indexes: deal_company, contact_company, deal_contact. */
async function listDeals(tx: Tx, companyId: string): Promise<CompanyDetail["deals"]> {
  type Deal = Omit<CompanyDetail["deals"][number], "openedAt"> & { openedAt: number };
  const rows = await tx.query<Deal>(sql`
    select d.id, d.name, coalesce(c.name, c.email, c.phone) as contact, d.stage_id as "stageId", d.outcome, d.value_minor as "valueMinor", d.currency, d.opened_at as "openedAt"
    from (
      select * from deal where workspace_id = ${tx.workspaceId} and company_id = ${companyId}
      union all
      select d.* from contact c join deal d on d.workspace_id = c.workspace_id and d.contact_id = c.id and d.company_id is null
      where c.workspace_id = ${tx.workspaceId} and c.company_id = ${companyId}
    ) d
    left join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
    order by d.opened_at desc, d.id
    limit ${most}
  `);
  return rows.map((deal) => ({ ...deal, openedAt: new Date(deal.openedAt).toISOString() }));
}

/** Those that can be undone still. Indexes: company_merged, ledger_merges. */
async function listMerges(tx: Tx, companyId: string): Promise<CompanyDetail["merges"]> {
  const rows = await tx.query<{ id: number; companyId: string; name: string; at: number; actor: string | null }>(sql`
    select l.seq as id, f.id as "companyId", f.name, l.at, m.name as actor
    from company f
    cross join lateral (
      select seq, at, actor_id from ledger
      where workspace_id = ${tx.workspaceId} and type in ('contact.merged', 'company.merged') and cause = 'person' and type = 'company.merged'
        and data->>'from' = f.id::text
      order by seq desc
      limit 1
    ) l
    left join member m on m.workspace_id = f.workspace_id and m.user_id = l.actor_id
    where f.workspace_id = ${tx.workspaceId} and f.merged_into = ${companyId}
    order by l.seq desc
    limit ${most}
  `);
  return rows.map((row) => ({ ...row, id: String(row.id), at: new Date(row.at).toISOString() }));
}
