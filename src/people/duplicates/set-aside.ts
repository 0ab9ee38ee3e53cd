import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { append, lockLedger } from "#ledger/append.ts";
import { duplicatesChannel, findCandidates, findCompanyCandidates } from "./find-candidates.ts";
import { lockSearch, type Kind } from "./queries.ts";

type Pair = { kind: Kind; id: string; otherId: string };
type Person = { actorId: string | null };

/** A person says that these are two: the pair is never proposed again, until somebody takes it back. */
export async function setAside(tx: Tx, pair: Pair, by: Person): Promise<void> {
  await lockLedger(tx);
  await requireBoth(tx, pair);
  await keepApart(tx, pair, by);
  await append(tx, [rowOf("pair.set_aside", pair, by)]);
}

/** Remembers it without telling the ledger, which has told it already: an un-merge says that they are two, too. */
export async function keepApart(tx: Tx, { kind, id, otherId }: Pair, by: Person): Promise<void> {
  const [oneId, other] = sorted(id, otherId);
  const at = new Date(now()).toISOString();
  await tx.query(sql`
    insert into duplicate_pair (workspace_id, one_id, other_id, kind, score, sure, reasons, found_at, set_aside_at, set_aside_by)
    values (${tx.workspaceId}, ${oneId}, ${other}, ${kind}, 0, false, '[]', ${at}, ${at}, ${by.actorId})
    on conflict (workspace_id, one_id, other_id) do update set set_aside_at = excluded.set_aside_at, set_aside_by = excluded.set_aside_by
  `);
  await tx.query(sql`select pg_notify(${duplicatesChannel}, ${tx.workspaceId})`);
}

/** The pair is open again, if there is still something that speaks for it. */
export async function takeBack(tx: Tx, pair: Pair, by: Person): Promise<void> {
  await lockLedger(tx);
  const [oneId, otherId] = sorted(pair.id, pair.otherId);
  await lockSearch(tx);
  const rows = await tx.query(sql`
    delete from duplicate_pair
    where workspace_id = ${tx.workspaceId} and one_id = ${oneId} and other_id = ${otherId} and kind = ${pair.kind} and set_aside_at is not null
    returning 1
  `);
  if (rows.length === 0) throw refuse("missing", "duplicate_missing");
  await (pair.kind === "contact" ? findCandidates : findCompanyCandidates)(tx, [pair.id], { again: true });
  await tx.query(sql`select pg_notify(${duplicatesChannel}, ${tx.workspaceId})`);
  await append(tx, [rowOf("pair.taken_back", pair, by)]);
}

function rowOf(type: "pair.set_aside" | "pair.taken_back", { kind, id, otherId }: Pair, { actorId }: Person) {
  const contactId = kind === "contact" ? id : null;
  return { type, at: now(), contactId, cause: "person" as const, actorId, data: { kind, id, otherId } };
}

async function requireBoth(tx: Tx, { kind, id, otherId }: Pair): Promise<void> {
  if (id === otherId) throw refuse("invalid", "merge_with_itself");
  const rows = await tx.query(sql`
    select 1 from ${sql.table(kind)} where workspace_id = ${tx.workspaceId} and id = any(${[id, otherId]}::uuid[]) and merged_into is null
  `);
  if (rows.length < 2) throw refuse("missing", kind === "contact" ? "contact_missing" : "company_missing");
}

function sorted(a: string, b: string): [string, string] {
  return a < b ? [a, b] : [b, a];
}
