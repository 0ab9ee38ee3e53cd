import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { CompanyRecord, Likeness, PersonRecord } from "./likeness.ts";
import { ownDomain } from "./email.ts";
import type { Comparison } from "./compare.ts";

export type Kind = "contact" | "company";

/**
 * One search at a time in a workspace: two that ran beside each other would not see each other's records, and the pair between them
 * would be missed. Taken after the ledger's lock, never before it.
 */
export async function lockSearch(tx: Tx): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`duplicates ${tx.workspaceId}`}, 0))`);
}

const mostKeys = 20;

/** Those of the contacts that are known and stand for themselves (visitors and merged ones are left out). Indexes: primary keys, identity_contact. */
export async function loadPersons(tx: Tx, contactIds: readonly string[]): Promise<Map<string, PersonRecord>> {
  type Row = Omit<PersonRecord, "emails" | "phones"> & {
    email: string | null;
    phone: string | null;
    keys: string[];
    companyId: string | null;
  };
  const rows = await tx.query<Row>(sql`
    select c.id, c.name, c.email, c.phone, c.city, c.country, coalesce(co.name, c.profile->'company'->>0) as company, c.company_id as "companyId",
      array(
        select i.key from identity i
        where i.workspace_id = c.workspace_id and i.contact_id = c.id and (i.key like 'e:%' or i.key like 'p:%')
        order by i.key
        limit ${mostKeys}
      ) as keys
    from contact c left join company co on co.workspace_id = c.workspace_id and co.id = c.company_id
    where c.workspace_id = ${tx.workspaceId} and c.id = any(${contactIds}::uuid[]) and c.merged_into is null
      and (c.lead_at is not null or c.name is not null)
  `);
  return new Map(
    rows.map(({ email, phone, keys, companyId: _, ...row }) => {
      const of = (letter: string) => keys.flatMap((key) => (key.startsWith(letter) ? key.slice(2) : []));
      const emails = [...new Set([...(email ? [email] : []), ...of("e:")])].sort();
      const phones = [...new Set([...(phone ? [phone] : []), ...of("p:")])].sort();
      return [row.id, { ...row, emails, phones }];
    }),
  );
}

const mostMembers = 100;

/** Companies with the own domains that their people write from. Index: contact_company. */
export async function loadCompanies(tx: Tx, companyIds: readonly string[]): Promise<Map<string, CompanyRecord>> {
  const rows = await tx.query<{ id: string; name: string; emails: string[] }>(sql`
    select co.id, co.name, array(
      select c.email from contact c
      where c.workspace_id = co.workspace_id and c.company_id = co.id and c.email is not null and c.merged_into is null
      order by c.id
      limit ${mostMembers}
    ) as emails
    from company co
    where co.workspace_id = ${tx.workspaceId} and co.id = any(${companyIds}::uuid[]) and co.merged_into is null
  `);
  return new Map(rows.map(({ id, name, emails }) => [id, { id, name, domains: commonDomains(emails) }]));
}

/** At most three, each of more than one person where there are many: a single outsider's address says nothing. */
function commonDomains(emails: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const email of emails) {
    const domain = ownDomain(email);
    if (domain) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  const least = emails.length > 5 ? 2 : 1;
  const common = [...counts].filter(([, count]) => count >= least).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return common
    .slice(0, 3)
    .map(([domain]) => domain)
    .sort();
}

/** The companies that the contacts belong to. */
export async function companiesOf(tx: Tx, contactIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select distinct company_id as id from contact
    where workspace_id = ${tx.workspaceId} and id = any(${contactIds}::uuid[]) and company_id is not null
  `);
  return rows.map(({ id }) => id);
}

/** Countries of the contacts last seen. Index: contact_known. */
export async function recentCountries(tx: Tx): Promise<(string | null)[]> {
  const rows = await tx.query<{ country: string | null }>(sql`
    select country from contact
    where workspace_id = ${tx.workspaceId} and merged_into is null and (lead_at is not null or name is not null)
    order by seen_day desc, id desc
    limit 500
  `);
  return rows.map(({ country }) => country);
}

type Stored = { id: string; basis: string; keys: string[] };

export async function loadLikeness(tx: Tx, ids: readonly string[]): Promise<Map<string, Stored>> {
  const rows = await tx.query<Stored>(
    sql`select id, basis, keys from likeness where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Writes what changed, and takes away what is no more; `gone` are merged or became nobody, and their open pairs go too. */
export async function saveLikeness(
  tx: Tx,
  kind: Kind,
  changed: ReadonlyMap<string, Likeness>,
  gone: readonly string[],
  before: ReadonlyMap<string, Stored>,
): Promise<void> {
  const dropped = [...before.values()].flatMap(({ id, keys }) => {
    const now = new Set(changed.get(id)?.keys);
    return gone.includes(id) || changed.has(id) ? keys.filter((key) => !now.has(key)).map((key) => ({ id, key })) : [];
  });
  if (dropped.length > 0) {
    await tx.query(sql`
      delete from likeness_key k using json_to_recordset(${JSON.stringify(dropped)}::json) as r (id uuid, key text)
      where k.workspace_id = ${tx.workspaceId} and k.key = r.key and k.id = r.id
    `);
  }
  if (gone.length > 0) {
    await tx.query(sql`delete from likeness where workspace_id = ${tx.workspaceId} and id = any(${gone}::uuid[])`);
    await deleteOpenPairs(tx, gone);
  }
  if (changed.size === 0) return;
  const wire = [...changed].map(([id, { keys, text, basis }]) => ({ id, keys, text, basis }));
  await tx.query(sql`
    insert into likeness (workspace_id, id, kind, basis, keys, text)
    select ${tx.workspaceId}, r.id, ${kind}, r.basis, array(select json_array_elements_text(r.keys)), r.text
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (id uuid, keys json, text text, basis text)
    on conflict (workspace_id, id) do update set basis = excluded.basis, keys = excluded.keys, text = excluded.text
  `);
  const added = wire.flatMap(({ id, keys }) => keys.map((key) => ({ id, key })));
  await tx.query(sql`
    insert into likeness_key (workspace_id, key, id)
    select ${tx.workspaceId}, r.key, r.id from json_to_recordset(${JSON.stringify(added)}::json) as r (key text, id uuid)
    on conflict do nothing
  `);
}

/** Open pairs that any of these stand in. Indexes: primary key, duplicate_pair_other. */
async function deleteOpenPairs(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    delete from duplicate_pair
    where workspace_id = ${tx.workspaceId} and set_aside_at is null and (one_id = any(${ids}::uuid[]) or other_id = any(${ids}::uuid[]))
  `);
}

/** Who stands under each key, one more than `most` of them at most. Index: primary key of likeness_key. */
export async function listUnderKeys(tx: Tx, keys: readonly string[], most: number): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ key: string; ids: string[] }>(sql`
    select w.key, array(
      select k.id from likeness_key k where k.workspace_id = ${tx.workspaceId} and k.key = w.key limit ${most + 1}
    ) as ids
    from json_array_elements_text(${JSON.stringify(keys)}::json) as w (key)
  `);
  return new Map(rows.map(({ key, ids }) => [key, ids]));
}

/** The few nearest by trigrams for each text. Indexes: likeness_contact, likeness_company. */
export function listAlike(
  tx: Tx,
  kind: Kind,
  texts: readonly { id: string; text: string }[],
  most: number,
): Promise<{ id: string; alikeId: string }[]> {
  return tx.query<{ id: string; alikeId: string }>(sql`
    select id, alike_id as "alikeId"
    from find_alike(${kind}, ${texts.map(({ id }) => id)}::uuid[], ${texts.map(({ text }) => text)}::text[], ${most})
  `);
}

export type FoundPair = { oneId: string; otherId: string } & Omit<Comparison, "conflicts">;

/** Pairs whose people a person has said to be two, whichever of those merged into them it was said of. Index: contact_merged, company_merged. */
export async function listSetAside(tx: Tx, kind: Kind, pairs: readonly { oneId: string; otherId: string }[]): Promise<Set<string>> {
  const noun = sql.table(kind);
  const rows = await tx.query<{ oneId: string; otherId: string }>(sql`
    with recursive wanted as (
      select * from json_to_recordset(${JSON.stringify(pairs)}::json) as r ("oneId" uuid, "otherId" uuid)
    ), member (root, id, depth) as (
      select id, id, 1 from (select "oneId" as id from wanted union select "otherId" from wanted) roots
      union all
      select m.root, c.id, m.depth + 1 from member m join ${noun} c on c.workspace_id = ${tx.workspaceId} and c.merged_into = m.id where m.depth < 20
    )
    select distinct w."oneId", w."otherId"
    from wanted w
    join member a on a.root = w."oneId"
    join member b on b.root = w."otherId"
    join duplicate_pair p on p.workspace_id = ${tx.workspaceId} and p.one_id = least(a.id, b.id) and p.other_id = greatest(a.id, b.id)
    where p.set_aside_at is not null
  `);
  return new Set(rows.map(({ oneId, otherId }) => `${oneId} ${otherId}`));
}

/** Writes what was found for `searched`; their open pairs that were not found again go. Returns whether anything is different now. */
export async function savePairs(
  tx: Tx,
  kind: Kind,
  searched: readonly string[],
  found: readonly FoundPair[],
  at: number,
): Promise<boolean> {
  const wire = JSON.stringify(found.map(({ reasons, ...pair }) => ({ ...pair, reasons: JSON.stringify(reasons) })));
  const gone = await tx.query(sql`
    delete from duplicate_pair p
    where p.workspace_id = ${tx.workspaceId} and p.set_aside_at is null and (p.one_id = any(${searched}::uuid[]) or p.other_id = any(${searched}::uuid[]))
      and not exists (
        select 1 from json_to_recordset(${wire}::json) as r ("oneId" uuid, "otherId" uuid) where r."oneId" = p.one_id and r."otherId" = p.other_id
      )
    returning 1
  `);
  if (found.length === 0) return gone.length > 0;
  const written = await tx.query(sql`
    insert into duplicate_pair (workspace_id, one_id, other_id, kind, score, sure, reasons, found_at)
    select ${tx.workspaceId}, r."oneId", r."otherId", ${kind}, r.score, r.sure, r.reasons::jsonb, ${new Date(at).toISOString()}::timestamptz
    from json_to_recordset(${wire}::json) as r ("oneId" uuid, "otherId" uuid, score real, sure boolean, reasons text)
    on conflict (workspace_id, one_id, other_id) do update set score = excluded.score, sure = excluded.sure, reasons = excluded.reasons
    where duplicate_pair.set_aside_at is null
    returning 1
  `);
  return gone.length + written.length > 0;
}
