import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { wordsOf } from "#base/search.ts";
import { listContacts } from "./contacts.ts";
import type { SearchResult } from "./contract.ts";

const most = 8;

/** One search for everything: contacts, deals by name or contact, orders by number. The newest few of each. */
export async function search(tx: Tx, q: string): Promise<SearchResult> {
  const words = wordsOf(q);
  if (words.length === 0) return { contacts: [], deals: [], orders: [] };
  const { contacts } = await listContacts(tx, { q, kind: "all", offset: 0, limit: most });
  const deals = await findDeals(
    tx,
    words,
    contacts.map((contact) => contact.id),
  );
  return {
    contacts: contacts.map(({ id, name, email, kind }) => ({ id, name, email, kind })),
    deals,
    orders: await findOrders(tx, q.trim()),
  };
}

/** Deals of that name, then the open ones of the contacts found. Indexes: deal_search, deal_contact. */
function findDeals(tx: Tx, words: string[], contactIds: string[]): Promise<SearchResult["deals"]> {
  return tx.query<SearchResult["deals"][number]>(sql`
    select d.id, d.pipeline_id as "pipelineId", d.name, d.stage_id as "stageId", d.outcome, coalesce(c.name, c.email) as "contactName"
    from (
      select id, min(place) as place from (
        select id, 0 as place from search_deals(${words}, ${most})
        union all
        select id, 1 from deal where workspace_id = ${tx.workspaceId} and contact_id = any(${contactIds}::uuid[]) and outcome = 'open'
      ) hits group by id
    ) hit
    join deal d on d.workspace_id = ${tx.workspaceId} and d.id = hit.id
    left join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
    order by hit.place, d.last_fact_at desc, d.id
    limit ${most}
  `);
}

/** Orders whose number (with or without #) or id in the shop is exactly this. Indexes: shop_order_number, shop_order_external. */
function findOrders(tx: Tx, text: string): Promise<SearchResult["orders"]> {
  const bare = text.replace(/^#/, "");
  return tx.query<SearchResult["orders"][number]>(sql`
    select id, coalesce(number, external_id) as number, deal_id as "dealId" from shop_order
    where workspace_id = ${tx.workspaceId} and number = any(${[bare, `#${bare}`]}::text[])
    union
    select o.id, coalesce(o.number, o.external_id), o.deal_id
    from (select distinct scope from source where workspace_id = ${tx.workspaceId} limit 100) s
    join shop_order o on o.workspace_id = ${tx.workspaceId} and o.scope = s.scope and o.external_id = ${bare}
    limit ${most}
  `);
}
