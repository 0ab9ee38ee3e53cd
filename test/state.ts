import { sql } from "kysely";
import type { Database, Tx } from "#base/postgres/database.ts";
import { factTypes } from "#ledger/fact.ts";

/** All that a person can see, without the ids that chance gives: contacts by their keys, journeys, orders, kept totals, facts in the ledger. */
export function stateOf(db: Database, workspaceId: string): Promise<unknown> {
  return db.inWorkspace(workspaceId, async (tx) => ({
    contacts: await tx.query(sql`
      select (select array_agg(key order by key) from identity i where i.workspace_id = c.workspace_id and i.contact_id = c.id) as keys,
        name, email, first_seen_at, last_seen_at, lead_at, order_count, first_order_at, fact_count, touch
      from contact c where merged_into is null order by 1`),
    deals: await tx.query(sql`
      select (select min(key) from identity i where i.workspace_id = d.workspace_id and i.contact_id = d.contact_id) as key,
        n, stage_id, outcome, lost_reason, value_minor, value_estimated, opened_at, closed_at, stage_entered_at, last_fact_at, hint, touch, journey->'v' as visits,
        (select external_id from shop_order o where o.workspace_id = d.workspace_id and o.id = d.order_id) as order
      from deal d order by 1, n`),
    orders: await tx.query(sql`
      select external_id, placed_at, cancelled_at, value_minor, refunded_minor,
        (select min(key) from identity i where i.workspace_id = o.workspace_id and i.contact_id = o.contact_id) as key
      from shop_order o order by 1`),
    totals: await totals(tx),
    facts: await tx.query(sql`select type, count(*) from ledger where type = any(${[...factTypes]}) group by 1 order by 1`),
  }));
}

export function totals(tx: Tx): Promise<unknown[]> {
  return tx.query(
    sql`select stage_id, day, currency, deals, sum_minor from stage_total where deals <> 0 or sum_minor <> 0 order by 1, 2, 3`,
  );
}
