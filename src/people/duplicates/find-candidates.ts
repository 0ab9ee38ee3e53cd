import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { compareCompanies, comparePeople, leastScore, type Comparison } from "./compare.ts";
import { homeCountry } from "./country.ts";
import { companyLikenessOf, mostUnder, personLikeness, type Likeness } from "./likeness.ts";
import {
  companiesOf,
  listAlike,
  listSetAside,
  listUnderKeys,
  loadCompanies,
  loadLikeness,
  loadPersons,
  lockSearch,
  recentCountries,
  saveLikeness,
  savePairs,
  type FoundPair,
  type Kind,
} from "./queries.ts";

/** Says `<workspace id>` when the pairs of a workspace have changed. */
export const duplicatesChannel = "sluice_duplicates";

/** How many records are searched for at once. */
export const slice = 200;
const mostAlike = 10;

type Options = { /** Also search for those who have not changed. */ again?: boolean };

/**
 * Brings the pairs of possible duplicates up to date for these contacts and their companies, after they were made or changed: after an
 * import, call it with the contacts it touched. It compares with those that share a key or most trigrams, never with everybody.
 */
export async function findCandidates(tx: Tx, contactIds: readonly string[], { again = false }: Options = {}): Promise<void> {
  if (contactIds.length === 0) return;
  await lockSearch(tx);
  const home = homeCountry(await getWorkspace(tx), await recentCountries(tx));
  for (const ids of slices(contactIds)) {
    await searchFor(tx, "contact", ids, again, {
      load: (wanted) => loadPersons(tx, wanted),
      like: (person) => personLikeness(person, home),
      compare: (a, b) => comparePeople(a, b, home),
    });
    await findCompanies(tx, await companiesOf(tx, ids), again);
  }
}

/** The same for companies that were made or changed without a contact. */
export async function findCompanyCandidates(tx: Tx, companyIds: readonly string[], { again = false }: Options = {}): Promise<void> {
  if (companyIds.length === 0) return;
  await lockSearch(tx);
  for (const ids of slices(companyIds)) await findCompanies(tx, ids, again);
}

async function findCompanies(tx: Tx, ids: readonly string[], again: boolean): Promise<void> {
  await searchFor(tx, "company", ids, again, {
    load: (wanted) => loadCompanies(tx, wanted),
    like: companyLikenessOf,
    compare: compareCompanies,
  });
}

type Ways<Rec> = {
  load(ids: readonly string[]): Promise<Map<string, Rec>>;
  like(record: Rec): Likeness;
  compare(a: Rec, b: Rec): Comparison;
};

async function searchFor<Rec>(tx: Tx, kind: Kind, ids: readonly string[], again: boolean, ways: Ways<Rec>): Promise<void> {
  if (ids.length === 0) return;
  const records = await ways.load(ids);
  const before = await loadLikeness(tx, ids);
  const likenesses = new Map([...records].map(([id, record]) => [id, ways.like(record)]));
  const changed = new Map([...likenesses].filter(([id, { basis }]) => before.get(id)?.basis !== basis));
  const gone = [...before.keys()].filter((id) => !records.has(id));
  if (changed.size > 0 || gone.length > 0) await saveLikeness(tx, kind, changed, gone, before);
  const searched = again ? likenesses : changed;
  if (searched.size > 0) {
    const pairs = await pairsAround(tx, kind, searched);
    const missing = [...new Set(pairs.flat())].filter((id) => !records.has(id));
    const all = new Map([...records, ...(missing.length > 0 ? await ways.load(missing) : [])]);
    const found = pairs.flatMap(([oneId, otherId]): FoundPair[] => {
      const [one, other] = [all.get(oneId), all.get(otherId)];
      if (!one || !other) return [];
      const { score, sure, reasons } = ways.compare(one, other);
      return score >= leastScore ? [{ oneId, otherId, score, sure, reasons }] : [];
    });
    const aside = found.length > 0 ? await listSetAside(tx, kind, found) : new Set<string>();
    const kept = found.filter(({ oneId, otherId }) => !aside.has(`${oneId} ${otherId}`));
    if (!(await savePairs(tx, kind, [...searched.keys()], kept, now())) && gone.length === 0) return;
  } else if (gone.length === 0) return;
  await tx.query(sql`select pg_notify(${duplicatesChannel}, ${tx.workspaceId})`);
}

/** Each of the searched with those it shares a telling key or most trigrams with, every pair once, the lesser id first. */
async function pairsAround(tx: Tx, kind: Kind, searched: ReadonlyMap<string, Likeness>): Promise<[string, string][]> {
  const pairs = new Map<string, [string, string]>();
  const meet = (a: string, b: string) => {
    if (a === b) return;
    const pair: [string, string] = a < b ? [a, b] : [b, a];
    pairs.set(pair.join(" "), pair);
  };
  const keys = [...new Set([...searched.values()].flatMap((likeness) => likeness.keys))];
  const under = keys.length > 0 ? await listUnderKeys(tx, keys, Math.max(...keys.map(mostUnder))) : new Map<string, string[]>();
  for (const [id, likeness] of searched) {
    for (const key of likeness.keys) {
      const others = under.get(key) ?? [];
      if (others.length <= mostUnder(key)) for (const other of others) meet(id, other);
    }
  }
  const texts = [...searched].flatMap(([id, { text }]) => (text === null ? [] : [{ id, text }]));
  if (texts.length > 0) for (const { id, alikeId } of await listAlike(tx, kind, texts, mostAlike)) meet(id, alikeId);
  return [...pairs.values()].sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
}

function* slices(ids: readonly string[]): Iterable<string[]> {
  const all = [...new Set(ids)].sort();
  for (let at = 0; at < all.length; at += slice) yield all.slice(at, at + slice);
}
