import { sql } from "kysely";
import type { z } from "@hono/zod-openapi";
import type { Tx } from "#base/postgres/database.ts";
import type { DuplicatePair, DuplicatesCount, DuplicatesPage, duplicatesQuery, MergesPage, mergesQuery } from "./contract.ts";

type Row = Omit<DuplicatePair, "setAsideAt"> & { setAsideAt: number | null };

const side = (letter: string) => {
  const c = sql.raw(letter);
  return sql`json_build_object('id', ${c}.id, 'name', ${c}.name, 'email', ${c}.email, 'phone', ${c}.phone, 'city', ${c}.city, 'company', (
    select co.name from company co where co.workspace_id = ${c}.workspace_id and co.id = ${c}.company_id
  ))`;
};
const companySide = (letter: string) => {
  const c = sql.raw(letter);
  return sql`json_build_object('id', ${c}.id, 'name', ${c}.name, 'email', null, 'phone', null, 'city', null, 'company', null)`;
};

/** Pairs, those first of which most speaks for; one whose contact was merged meanwhile is gone. Indexes: duplicate_pair_open, _sure, _aside. */
export async function listDuplicates(
  tx: Tx,
  { kind, state, sure, offset, limit }: z.infer<typeof duplicatesQuery>,
): Promise<DuplicatesPage> {
  const noun = sql.table(kind);
  const [one, other] = kind === "contact" ? [side("a"), side("b")] : [companySide("a"), companySide("b")];
  const order = state === "open" ? sql`p.score desc, p.one_id, p.other_id` : sql`p.set_aside_at desc, p.one_id, p.other_id`;
  const rows = await tx.query<Row>(sql`
    select ${one} as one, ${other} as other, p.score, p.sure, p.reasons, p.set_aside_at as "setAsideAt"
    from duplicate_pair p
    join ${noun} a on a.workspace_id = p.workspace_id and a.id = p.one_id and a.merged_into is null
    join ${noun} b on b.workspace_id = p.workspace_id and b.id = p.other_id and b.merged_into is null
    where p.workspace_id = ${tx.workspaceId} and p.kind = ${kind} and p.set_aside_at is ${state === "open" ? sql`null` : sql`not null`}
      ${sure === "true" ? sql`and p.sure` : sql``}
    order by ${order}
    limit ${limit + 1} offset ${offset}
  `);
  const pairs = rows.slice(0, limit).map(({ setAsideAt, ...pair }) => ({
    ...pair,
    setAsideAt: setAsideAt === null ? null : new Date(setAsideAt).toISOString(),
  }));
  return { pairs, next: rows.length > limit ? String(offset + limit) : null };
}

const mostCounted = 1_000;

export async function countDuplicates(tx: Tx): Promise<DuplicatesCount> {
  const open = (noun: "contact" | "company", only = sql``) => sql`(
    select count(*) from (
      select 1 from duplicate_pair p
      join ${sql.table(noun)} a on a.workspace_id = p.workspace_id and a.id = p.one_id and a.merged_into is null
      join ${sql.table(noun)} b on b.workspace_id = p.workspace_id and b.id = p.other_id and b.merged_into is null
      where p.workspace_id = ${tx.workspaceId} and p.kind = ${noun} and p.set_aside_at is null ${only}
      limit ${mostCounted}
    ) counted
  )`;
  const [row] = await tx.query<Omit<DuplicatesCount, "most">>(sql`
    select ${open("contact")} as contacts, ${open("company")} as companies, ${open("contact", sql`and p.sure`)} as sure,
      exists (select 1 from duplicate_search where workspace_id = ${tx.workspaceId} and sweep is not null) as searching
  `);
  return { ...row!, most: mostCounted };
}

/** Merges that people made, the newest first, and whether each still stands. Index: ledger_merges. */
export async function listMerges(tx: Tx, { before, limit }: z.infer<typeof mergesQuery>): Promise<MergesPage> {
  type Merge = {
    id: number;
    kind: "contact" | "company";
    at: number;
    actor: string | null;
    into: { id: string; name: string | null };
    from: { id: string; name: string | null };
    undone: boolean;
  };
  const rows = await tx.query<Merge>(sql`
    select l.seq as id, split_part(l.type, '.', 1) as kind, l.at, coalesce(m.name, l.actor_id) as actor,
      json_build_object('id', l.data->>'into', 'name', coalesce(ci.name, ci.email, ci.phone, coi.name)) as into,
      json_build_object('id', l.data->>'from', 'name', coalesce(cf.name, cf.email, cf.phone, cof.name)) as from,
      coalesce(cf.merged_into, cof.merged_into) is distinct from (l.data->>'into')::uuid or exists (
        select 1 from ledger later
        where later.workspace_id = l.workspace_id and later.seq > l.seq and later.type in ('contact.merged', 'company.merged') and later.cause = 'person'
          and later.data->>'from' = l.data->>'from'
      ) as undone
    from (
      select * from ledger
      where workspace_id = ${tx.workspaceId} and type in ('contact.merged', 'company.merged') and cause = 'person' ${before === undefined ? sql`` : sql`and seq < ${before}`}
      order by seq desc
      limit ${limit + 1}
    ) l
    left join member m on m.workspace_id = l.workspace_id and m.user_id = l.actor_id
    left join contact ci on l.type = 'contact.merged' and ci.workspace_id = l.workspace_id and ci.id = (l.data->>'into')::uuid
    left join contact cf on l.type = 'contact.merged' and cf.workspace_id = l.workspace_id and cf.id = (l.data->>'from')::uuid
    left join company coi on l.type = 'company.merged' and coi.workspace_id = l.workspace_id and coi.id = (l.data->>'into')::uuid
    left join company cof on l.type = 'company.merged' and cof.workspace_id = l.workspace_id and cof.id = (l.data->>'from')::uuid
    order by l.seq desc
  `);
  const merges = rows.slice(0, limit).map((row) => ({ ...row, id: String(row.id), at: new Date(row.at).toISOString() }));
  return { merges, next: rows.length > limit ? merges.at(-1)!.id : null };
}
