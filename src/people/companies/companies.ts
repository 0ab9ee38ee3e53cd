import { sql, type RawBuilder } from "kysely";
import type { z } from "@hono/zod-openapi";
import type { Tx } from "#base/postgres/database.ts";
import { wordsOf } from "#base/search.ts";
import type { CompaniesPage, companiesQuery, CompanyRow } from "./contract.ts";

const mostCounted = 10_000;

/** From `company co`. */
export const companyColumns: RawBuilder<CompanyRow> = sql`
  co.id, co.name,
  (select count(*) from contact c where c.workspace_id = co.workspace_id and c.company_id = co.id and c.merged_into is null) as contacts,
  d.open as "openDeals", d.won as "wonDeals", d.sums as won`;

/** A deal counts for the company it names, or for its contact's. Indexes: deal_company, contact_company, deal_contact. */
export const joinDeals = sql`
  cross join lateral (
    select coalesce(sum(g.open), 0)::int as open, coalesce(sum(g.won), 0)::int as won,
      coalesce(json_agg(json_build_object('currency', g.currency, 'amountMinor', g.minor) order by g.minor desc) filter (where g.minor > 0), '[]') as sums
    from (
      select own.currency, count(*) filter (where own.outcome = 'open') as open, count(*) filter (where own.outcome = 'won') as won,
        sum(own.value_minor) filter (where own.outcome = 'won') as minor
      from (
        select d.currency, d.outcome, d.value_minor from deal d where d.workspace_id = co.workspace_id and d.company_id = co.id
        union all
        select d.currency, d.outcome, d.value_minor
        from contact c join deal d on d.workspace_id = c.workspace_id and d.contact_id = c.id and d.company_id is null
        where c.workspace_id = co.workspace_id and c.company_id = co.id
      ) own
      group by own.currency
    ) g
  ) d`;

/** Companies by name; `q` finds words anywhere in it. Indexes: company_name, company_search. */
export async function listCompanies(tx: Tx, { q, offset, limit }: z.infer<typeof companiesQuery>): Promise<CompaniesPage> {
  const words = wordsOf(q ?? "");
  const most = offset + limit + 1;
  const page =
    words.length > 0
      ? sql`select id from search_companies(${words}, ${most}) offset ${offset}`
      : sql`
        select id from company
        where workspace_id = ${tx.workspaceId} and merged_into is null
        order by lower(name), id
        limit ${limit + 1} offset ${offset}`;
  const rows = await tx.query<CompanyRow>(sql`
    select ${companyColumns}
    from (${page}) p join company co on co.workspace_id = ${tx.workspaceId} and co.id = p.id ${joinDeals}
    order by lower(co.name), co.id
  `);
  const more = rows.length > limit;
  return {
    companies: rows.slice(0, limit),
    total: words.length > 0 ? (more ? null : offset + rows.length) : await countCompanies(tx),
    next: more ? String(offset + limit) : null,
  };
}

async function countCompanies(tx: Tx): Promise<number | null> {
  const [row] = await tx.query<{ count: number }>(sql`
    select count(*) as count from (
      select 1 from company where workspace_id = ${tx.workspaceId} and merged_into is null limit ${mostCounted + 1}
    ) counted
  `);
  return row!.count > mostCounted ? null : row!.count;
}
