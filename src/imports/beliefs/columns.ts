import { fieldsOf, type Belief, type Field, type Kind } from "../contract.ts";
import { conceptOf, type Concept } from "./concepts.ts";
import { knownExport, type KnownExport } from "./exports.ts";
import { normalised } from "./header.ts";
import { fieldsFor, nameHints, weights, type Told } from "./kinds.ts";
import type { ColumnProfile, FileProfile } from "./profile.ts";

export type ColumnsFound = {
  kind: Kind;
  known: KnownExport | undefined;
  fields: (Field | null)[];
  /** With stageEnteredAt: which word of the header it was. */
  stages: (string | undefined)[];
  beliefs: Belief[];
};

/** What a file holds and what its columns mean: by their names where these say something, by what stands in them where not. */
export function columnsOf(profile: FileProfile, fileName: string, at: string): ColumnsFound {
  const headers = profile.columns.map(({ header }) => header);
  const known = knownExport(headers.map(normalised));
  const concepts = profile.columns.map((column) => meaningOf(column));
  const kind = known?.kind ?? kindOf(profile, concepts, fileName);
  const beliefs: Belief[] = [kindBelief(at, kind, known, profile)];
  if (kind === "none" || kind === "events") return { kind, known, fields: headers.map(() => null), stages: [], beliefs };
  const fields = fieldsIn(profile, concepts, kind, known);
  const stages = stagesIn(profile, fields, concepts, kind);
  for (const [index, { byContent, share }] of concepts.entries()) {
    if (!byContent || stages[index] !== undefined || fields[index] === null || fields[index] === "extra") continue;
    const details = { header: headers[index]!, share: Math.floor(share * 100) };
    beliefs.push({ about: `${at}.columns.${index}.field`, strength: "likely", code: "column_by_content", details });
  }
  return { kind, known, fields, stages, beliefs };
}

function kindBelief(at: string, kind: Kind, known: KnownExport | undefined, { columns }: FileProfile): Belief {
  if (known) return { about: `${at}.kind`, strength: "sure", code: "kind_known", details: { knownAs: known.knownAs } };
  if (kind === "none") return { about: `${at}.kind`, strength: "ask", code: "kind_unknown", details: { columns: columns.length } };
  return { about: `${at}.kind`, strength: "likely", code: `kind_${kind}`, details: { columns: columns.length } };
}

/** `share`: how many of the values speak for it, where they do. */
type Meaning = { concept: Concept | "ignored" | undefined; byContent: boolean; share: number };

/** The header's meaning, unless what stands in the column speaks against it. */
function meaningOf(column: ColumnProfile): Meaning {
  const concept = conceptOf(column.header);
  if (concept && !contradicts(concept, column)) return { concept, byContent: false, share: 0 };
  return column.sampleValues.length === 0 ? { concept, byContent: false, share: 0 } : byContent(column);
}

/** What the values say where the header says nothing. */
function byContent({ share, distinct, filled }: ColumnProfile): Meaning {
  const found = (concept: Concept | undefined, part: number): Meaning => ({ concept, byContent: true, share: part });
  if (share.email > 0.8) return found("email", share.email);
  if (share.currencyCode > 0.95 && distinct < 30) return found("currency", share.currencyCode);
  if (share.country > 0.8 && distinct < 250) return found("country", share.country);
  if (share.outcome > 0.3 && distinct <= 20) return found("stage", share.outcome);
  // "+49 …" is a phone number; digits alone may be anything
  if (share.phone > 0.8 && share.plus > 0.5) return found("phone", share.phone);
  if (share.sign > 0.8) return found("amount", share.sign);
  if (share.date > 0.9 && share.number < 0.5) return found("orderedAt", share.date);
  if (share.id === 1 && distinct >= filled * 0.9 && filled > 1) return found("id", 1);
  return found(undefined, 0);
}

const dates = new Set<Concept>([
  "createdAt",
  "closedAt",
  "wonAt",
  "lostAt",
  "expectedAt",
  "orderedAt",
  "paidAt",
  "fulfilledAt",
  "cancelledAt",
  "activityAt",
]);
const numbers = new Set<Concept>([
  "price",
  "quantity",
  "total",
  "subtotal",
  "tax",
  "shipping",
  "discount",
  "refunded",
  "amount",
  "employees",
  "revenue",
]);

const names = new Set<Concept>(["name", "fullName", "firstName", "lastName", "leadName", "phone"]);

/** Dates without a date, amounts without a number, e-mails without an @: the name means something else then. */
function contradicts(concept: Concept | "ignored", { share, sampleValues }: ColumnProfile): boolean {
  if (concept === "ignored" || sampleValues.length === 0) return false;
  if (dates.has(concept)) return share.date < 0.3 && share.number < 0.9;
  if (numbers.has(concept)) return share.number < 0.3;
  if (concept === "email") return share.email < 0.3;
  if (names.has(concept)) return share.email > 0.8;
  return false;
}

function kindOf(profile: FileProfile, concepts: readonly Meaning[], fileName: string): Kind {
  const present = new Set(concepts.map(({ concept }) => concept));
  const scores = (Object.keys(weights) as Told[]).map((kind) => {
    let score = 0;
    for (const [concept, weight] of Object.entries(weights[kind])) if (present.has(concept as Concept)) score += weight;
    score += uniqueName(profile, concepts, kind) ? 3 : 0;
    score += nameHints.some(([hint, meant]) => meant === kind && hint.test(fileName)) ? 2 : 0;
    return { kind, score };
  });
  scores.sort((a, b) => b.score - a.score);
  return scores[0]!.score >= 3 ? scores[0]!.kind : "none";
}

const lists: Partial<Record<Told, Concept>> = { companies: "companyName", products: "productName", team: "owner" };

/** Beside a company these say that the row is about somebody there. */
const persons = new Set<Concept | "ignored">(["name", "fullName", "firstName", "lastName", "email"]);

/** A list of companies names each company once; a list of deals names it again and again. */
function uniqueName({ rows, columns }: FileProfile, concepts: readonly Meaning[], kind: Told): boolean {
  const index = concepts.findIndex(({ concept }) => concept === lists[kind] && concept !== undefined);
  if (index === -1 || rows === 0) return false;
  if (kind === "companies" && concepts.some(({ concept }) => concept !== undefined && persons.has(concept))) return false;
  return columns[index]!.filled >= rows * 0.9 && columns[index]!.distinct >= rows * 0.8;
}

function fieldsIn(profile: FileProfile, concepts: readonly Meaning[], kind: Told, known: KnownExport | undefined): (Field | null)[] {
  const fields: (Field | null)[] = profile.columns.map(() => null);
  const taken = new Set<Field>();
  const give = (index: number, field: Field) => {
    if (fields[index] !== null || (field !== "extra" && taken.has(field))) return;
    fields[index] = field;
    taken.add(field);
  };
  for (const [field, words] of Object.entries(known?.columns ?? {})) {
    const there = words.flatMap((word) => profile.columns.flatMap(({ header }, index) => (normalised(header) === word ? [index] : [])));
    const index = there.find((each) => profile.columns[each]!.filled > 0) ?? there[0];
    if (index !== undefined) give(index, field as Field);
  }
  const leftOut = new Set(known?.leftOut ?? []);
  for (const [concept, field] of Object.entries(fieldsFor[kind]) as [Concept, Field][]) {
    const candidates = concepts.flatMap(({ concept: found }, index) =>
      found === concept && !leftOut.has(normalised(profile.columns[index]!.header)) ? [index] : [],
    );
    // of several the fullest one
    candidates.sort((a, b) => profile.columns[b]!.filled - profile.columns[a]!.filled || a - b);
    for (const index of candidates) give(index, field);
  }
  const canKeep = (fieldsOf[kind] as readonly string[]).includes("extra");
  return fields.map((field, index) => {
    if (field !== null || !canKeep) return field;
    const column = profile.columns[index]!;
    const isDull = column.filled === 0 || concepts[index]!.concept === "ignored" || leftOut.has(normalised(column.header));
    return isDull || isDerived(column) ? null : "extra";
  });
}

/** "Q4 2016" can be worked out from the date beside it. */
function isDerived({ sampleValues }: ColumnProfile): boolean {
  return sampleValues.length > 0 && sampleValues.every((value) => /^Q[1-4][ -/]?\d{2,4}$/i.test(value));
}

const entry =
  /\b(date|datum|at|on|am|entered|entry|moved|to|reached|since|seit|eintritt|in|stage|phase|der|the|time|zeit|wechsel|betreten)\b/g;

/** `engage_date` beside a stage word "Engaging" says when that stage was entered. */
function stagesIn({ columns }: FileProfile, fields: (Field | null)[], concepts: readonly Meaning[], kind: Told): (string | undefined)[] {
  const stageColumn = fields.indexOf("stage");
  if (kind !== "deals" || stageColumn === -1) return [];
  const stageWords = [...new Set(columns[stageColumn]!.sampleValues)];
  return columns.map(({ header, share }, index) => {
    if (fields[index] !== "extra" && fields[index] !== null && !concepts[index]!.byContent) return undefined;
    if (share.date < 0.8) return undefined;
    const stem = normalised(header).replace(entry, " ").replace(/\s+/g, " ").trim();
    const word = stageWords.find((each) => isAkin(stem, normalised(each)));
    if (word) fields[index] = "stageEnteredAt";
    return word;
  });
}

function isAkin(stem: string, word: string): boolean {
  if (stem.length < 3) return false;
  const length = Math.min(stem.length, word.length, 5);
  return stem === word || (length >= 4 && stem.slice(0, length) === word.slice(0, length));
}
