import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { dealOf, type Attributes, type Deal } from "#deals/deal.ts";
import { endJourney, moveByHand, type Journey, type Point } from "#deals/journey.ts";
import { findDealsByKey, type DealChange } from "#deals/save-deals.ts";
import { stageOf } from "#pipelines/pipeline.ts";
import type { DealItem } from "../items.ts";
import { companiesNamed, companyKey, findCompanies } from "./companies.ts";
import { changesOf, type Frame, type ItemRow, type Verdict } from "./frame.ts";
import { contactsOf, findContacts, type KnownContact, type Mentioned } from "./people.ts";
import { findProducts, productsNamed, type Product } from "./products.ts";

/** Everything outside the rows that a chunk of deals refers to. */
export type Surroundings = {
  contacts: (KnownContact | null)[];
  companies: ReadonlyMap<string, string>;
  products: ReadonlyMap<string, Product>;
  deals: ReadonlyMap<string, Deal>;
  /** Somebody or something a row names is not there yet. */
  isComplete: boolean;
};

export type DealPlan = { verdicts: Verdict[]; changes: DealChange[] };

/** What the rows refer to, as far as it is there. Changes nothing. */
export async function lookAround(tx: Tx, rows: readonly ItemRow<DealItem>[]): Promise<Surroundings> {
  const people = rows.map(personOf);
  const contacts = await findContacts(tx, people);
  const names = companyNames(rows);
  const companies = new Map(
    [...(names.length > 0 ? await findCompanies(tx, names) : new Map())].map(([key, { id }]) => [key, id as string]),
  );
  const wares = productNames(rows);
  const products = wares.length > 0 ? await findProducts(tx, wares) : new Map<string, Product>();
  return {
    contacts,
    companies,
    products,
    deals: await dealsOf(tx, rows),
    isComplete:
      people.every((person, index) => !person || contacts[index] !== null) &&
      names.every((name) => companies.has(companyKey(name))) &&
      wares.every((name) => products.has(name.toLowerCase())),
  };
}

/** What the rows refer to, with what was missing made. The caller holds the ledger's lock. */
export async function completeSurroundings(tx: Tx, frame: Frame, rows: readonly ItemRow<DealItem>[]): Promise<Surroundings> {
  return {
    contacts: await contactsOf(tx, frame, rows.map(personOf)),
    companies: await companiesNamed(tx, companyNames(rows), frame.startedAt),
    products: await productsNamed(tx, productNames(rows), frame.startedAt),
    deals: await dealsOf(tx, rows),
    isComplete: true,
  };
}

function personOf({ n, item }: ItemRow<DealItem>): Mentioned | null {
  return item.person && { person: item.person, at: item.openedAt, found: item.foundAt === item.openedAt, n };
}

function companyNames(rows: readonly ItemRow<DealItem>[]): string[] {
  return [...new Set(rows.flatMap(({ item }) => item.company ?? []))];
}

function productNames(rows: readonly ItemRow<DealItem>[]): string[] {
  return [...new Set(rows.flatMap(({ item }) => item.product ?? []))];
}

async function dealsOf(tx: Tx, rows: readonly ItemRow<DealItem>[]): Promise<Map<string, Deal>> {
  const deals = await findDealsByKey(
    tx,
    rows.map(({ key }) => key!),
  );
  return new Map(deals.map((deal) => [deal.externalKey!, deal]));
}

/**
 * What becomes of deals. They are moved by people, as they were where they come from; a deal that was imported before goes on from where it
 * stands, so that its stages add up to a history over several imports. Pure but for new ids.
 */
export function planDeals(frame: Frame, rows: readonly ItemRow<DealItem>[], around: Surroundings): DealPlan {
  const changes: DealChange[] = [];
  const verdicts = rows.map((row, index): Verdict => {
    const { n, item, key } = row;
    const contact = around.contacts[index] ?? null;
    const before = around.deals.get(key!);
    const title = item.name ?? contact?.name ?? key!;
    const after = dealAfter(frame, row, before, {
      contactId: contact?.id ?? null,
      companyId: item.company === null ? (contact?.companyId ?? null) : (around.companies.get(companyKey(item.company)) ?? null),
      product: item.product === null ? null : (around.products.get(item.product.toLowerCase()) ?? null),
    });
    const joined = contact && contact.createdAt < frame.startedAt ? (contact.name ?? title) : undefined; // there before this import
    if (!before) {
      changes.push({ before: undefined, after });
      return { n, status: "created", title, joined };
    }
    const fields = changesOf(wordsOf(frame, before), wordsOf(frame, after));
    if (fields.length === 0) return { n, status: "unchanged", title, joined };
    changes.push({ before, after });
    return { n, status: "updated", title, joined, changes: fields };
  });
  return { verdicts, changes };
}

type Links = { contactId: string | null; companyId: string | null; product: Product | null };

function dealAfter(frame: Frame, { item, key }: ItemRow<DealItem>, before: Deal | undefined, links: Links): Deal {
  const { pipeline, workspace } = frame;
  const attributes: Attributes = {
    id: before?.id ?? newId(),
    contactId: links.contactId ?? before?.contactId ?? null,
    companyId: links.companyId ?? before?.companyId ?? null,
    name: item.name ?? before?.name ?? null,
    driven: false,
    ownerId: item.ownerId ?? before?.ownerId ?? null,
    checked: before?.checked ?? [],
    externalKey: key,
    productId: links.product?.id ?? before?.productId ?? null,
    details: withNote(item, before),
  };
  const journey = before ? journeyOn(frame, item, key!, before) : newJourney(frame, item, key!);
  const category = links.product?.category ?? links.product?.name;
  if (category) journey.category = { text: category, point: journey.start };
  return dealOf(pipeline, journey, attributes, undefined, workspace.timeZone, before && { ...before, visits: [] });
}

function withNote({ details, note }: DealItem, before: Deal | undefined): Record<string, string> | null {
  const all = { ...before?.details, ...details, ...(note !== null && { note }) };
  return Object.keys(all).length === 0 ? null : all;
}

function newJourney(frame: Frame, item: DealItem, key: string): Journey {
  const { openedAt, closedAt, foundAt, stays, value, outcome, stageId } = item;
  const at = (ms: number): Point => [ms, key];
  const segments: Journey["segments"] = stays.map((stay) => ({
    at: at(stay.at),
    stageId: stay.stageId,
    by: "import" as const,
    proofs: {},
  }));
  const standing = outcome === "open" ? (stageId ?? frame.pipeline.stages.find(({ kind }) => kind === "open")?.id ?? null) : null;
  if (standing !== null && stays.at(-1)?.stageId !== standing)
    segments.push({ at: at(foundAt ?? frame.startedAt), stageId: standing, by: "import", proofs: {}, found: true });
  if (segments.length === 0) segments.push({ at: null, stageId: null, by: "import", proofs: {} });
  const seenFrom = foundAt === openedAt ? foundAt : frame.onlyOpen && outcome === "open" ? frame.startedAt : undefined;
  const last = Math.max(openedAt, closedAt ?? 0, ...stays.map((stay) => stay.at));
  const journey: Journey = {
    n: 0,
    returning: false,
    subject: null,
    start: at(openedAt),
    last: at(last),
    segments,
    value: value ? { stated: { ...value, point: at(openedAt) } } : {},
    ...(item.touch && { touch: { touch: item.touch, point: at(openedAt) } }),
    ...(seenFrom !== undefined && { seenFrom }),
  };
  return closedAt === null ? journey : endJourney(journey, endOf(item, key));
}

function endOf({ outcome, closedAt, lostReason }: DealItem, key: string): NonNullable<Journey["end"]> {
  return { outcome: outcome as "won" | "lost", point: [closedAt!, key], by: "import", ...(lostReason && { reason: lostReason }) };
}

/** How a deal goes on that stands here already. */
function journeyOn(frame: Frame, item: DealItem, key: string, before: Deal): Journey {
  const isNewStory = item.foundAt !== item.openedAt && item.openedAt !== before.openedAt;
  const hasNewStays = item.stays.some(({ stageId, at }) => !before.visits.some((visit) => visit[0] === stageId && visit[1] === at));
  if (isNewStory || hasNewStays) return newJourney(frame, item, key);
  const value = item.value
    ? { ...before.journey.value, stated: { ...item.value, point: before.journey.value.stated?.point ?? before.journey.start } }
    : before.journey.value;
  const journey: Journey = {
    ...before.journey,
    value,
    ...(item.touch && !before.journey.touch && { touch: { touch: item.touch, point: before.journey.start } }),
  };
  if (
    item.outcome === before.outcome &&
    (item.outcome === "open" ? item.stageId === null || item.stageId === before.stageId : item.closedAt === before.closedAt)
  )
    return journey;
  if (item.outcome !== "open") return endJourney(journey, endOf(item, key));
  const point: Point = [Math.max(frame.startedAt, journey.last[0]), `${frame.importId}:${key}`];
  const moved = moveByHand(journey, item.stageId ?? before.stageId, point, "import");
  return { ...moved, segments: moved.segments.with(-1, { ...moved.segments.at(-1)!, found: true }) };
}

/** What people see of a deal, in words. */
function wordsOf({ pipeline }: Frame, deal: Deal): Record<string, unknown> {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    name: deal.name,
    stage: deal.outcome === "open" ? (stageOf(pipeline, deal.stageId)?.name ?? deal.stageId) : null,
    outcome: deal.outcome,
    value: deal.valueMinor === null ? null : `${deal.valueMinor} ${deal.currency}`,
    openedAt: iso(deal.openedAt),
    closedAt: iso(deal.closedAt),
    owner: deal.ownerId,
    contact: deal.contactId,
    company: deal.companyId,
    product: deal.productId,
    source: deal.touch?.source,
    lostReason: deal.lostReason,
    ...deal.details,
  };
}
