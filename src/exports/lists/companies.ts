import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import type { Column, List } from "./columns.ts";
import { pagesOf } from "./pages.ts";

type Row = { id: string; name: string; externalKey: string | null; createdAt: number; contacts: number; deals: number };

const columns: Column<Row>[] = [
  { head: "company", kind: "text", of: (row) => row.name },
  { head: "companyKey", kind: "text", of: (row) => row.externalKey },
  { head: "contacts", kind: "number", of: (row) => row.contacts },
  { head: "deals", kind: "number", of: (row) => row.deals },
  { head: "created", kind: "instant", of: (row) => row.createdAt },
  { head: "companyId", kind: "text", of: (row) => row.id },
];

export function companiesList(db: Database, workspaceId: string): List<Row> {
  const pages = pagesOf<Row>(
    db,
    workspaceId,
    "companies",
    async (tx) => sql<Row>`
      select co.id, co.name, co.external_key as "externalKey", co.created_at as "createdAt", coalesce(c.contacts, 0) as contacts, coalesce(d.deals, 0) as deals
      from company co
      left join (
        select company_id, count(*) as contacts from contact
        where workspace_id = ${tx.workspaceId} and company_id is not null and merged_into is null group by 1
      ) c on c.company_id = co.id
      left join (
        select company_id, count(*) as deals from deal where workspace_id = ${tx.workspaceId} and company_id is not null group by 1
      ) d on d.company_id = co.id
      where co.workspace_id = ${tx.workspaceId} and co.merged_into is null
      order by lower(co.name), co.id
      limit ${limits.listRows}`,
  );
  return { name: "companies", columns, pages };
}
