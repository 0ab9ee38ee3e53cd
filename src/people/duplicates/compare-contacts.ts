import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { describeKey } from "../keys.ts";
import { comparePeople, type Comparison } from "./compare.ts";
import type { ComparedContact, ComparisonWire } from "./contract.ts";
import { homeCountry } from "./country.ts";
import { loadPersons, recentCountries } from "./queries.ts";

/** What speaks for two contacts being one as they are now; undefined where one of them is merged or unknown. */
export async function comparePair(tx: Tx, id: string, otherId: string): Promise<Comparison | undefined> {
  const persons = await loadPersons(tx, [id, otherId]);
  const [one, other] = [persons.get(id), persons.get(otherId)];
  if (!one || !other) return undefined;
  return comparePeople(one, other, homeCountry(await getWorkspace(tx), await recentCountries(tx)));
}

/** Both with all that helps to decide. */
export async function compareContacts(tx: Tx, id: string, otherId: string): Promise<ComparisonWire> {
  const compared = id === otherId ? undefined : await comparePair(tx, id, otherId);
  if (!compared) throw refuse("missing", "duplicate_missing");
  const sides = await Promise.all([id, otherId].map((each) => getSide(tx, each)));
  sides.sort((a, b) => b.orders - a.orders || (a.firstSeenAt < b.firstSeenAt ? -1 : 1));
  return { sides: [sides[0]!, sides[1]!], ...compared };
}

const mostKeys = 50;
const mostRows = 200;

type Row = Omit<ComparedContact, "kind" | "keys" | "firstSeenAt" | "lastSeenAt"> & {
  keys: string[];
  leadAt: number | null;
  firstSeenAt: number;
  lastSeenAt: number;
};

/** Sources are those of the newest facts of each key. Indexes: primary keys, identity_contact, deal_contact, ledger_subject. */
async function getSide(tx: Tx, id: string): Promise<ComparedContact> {
  const [row] = await tx.query<Row>(sql`
    select c.id, c.name, c.email, c.phone, coalesce(co.name, c.profile->'company'->>0) as company, c.city, c.country, c.lead_at as "leadAt",
      k.keys, c.first_seen_at as "firstSeenAt", c.last_seen_at as "lastSeenAt", c.order_count as orders,
      nullif(concat_ws(' · ', c.touch->'touch'->>'source', c.touch->'touch'->>'medium', c.touch->'touch'->>'campaign'), '') as origin,
      array(
        select distinct s.name from unnest(k.keys) as own (key)
        cross join lateral (
          select l.source_id from ledger l
          where l.workspace_id = ${tx.workspaceId} and l.subject = own.key order by l.at desc limit ${mostRows}
        ) f
        join source s on s.workspace_id = ${tx.workspaceId} and s.id = f.source_id
        order by s.name
      ) as sources,
      (
        select json_build_object('open', count(*) filter (where d.outcome = 'open'), 'won', count(*) filter (where d.outcome = 'won'), 'lost', count(*) filter (where d.outcome = 'lost'))
        from deal d where d.workspace_id = c.workspace_id and d.contact_id = c.id
      ) as deals,
      (
        select coalesce(json_agg(json_build_object('currency', w.currency, 'amountMinor', w.minor) order by w.minor desc), '[]')
        from (
          select d.currency, sum(d.value_minor) as minor from deal d
          where d.workspace_id = c.workspace_id and d.contact_id = c.id and d.outcome = 'won' and d.value_minor is not null
          group by d.currency
        ) w
      ) as won
    from contact c
    left join company co on co.workspace_id = c.workspace_id and co.id = c.company_id
    cross join lateral (
      select array(select i.key from identity i where i.workspace_id = c.workspace_id and i.contact_id = c.id order by i.key limit ${mostKeys}) as keys
    ) k
    where c.workspace_id = ${tx.workspaceId} and c.id = ${id}
  `);
  const { keys, leadAt, firstSeenAt, lastSeenAt, ...rest } = row!;
  return {
    ...rest,
    kind: rest.orders > 0 ? "customer" : leadAt !== null || rest.name !== null ? "lead" : "anonymous",
    keys: keys.flatMap((key) => describeKey(key) ?? []),
    firstSeenAt: new Date(firstSeenAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
  };
}
