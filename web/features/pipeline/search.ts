import type { DealFilters, PastDay } from "#deals/contract.ts";

/** What the address of the pipeline page says: which deals, and how they are shown. All of it can be left out. */
export type PipelineSearch = DealFilters & {
  view?: "list";
  /** A past day, YYYY-MM-DD: the board as it stood then. */
  asOf?: string;
  /** A past day: the board as it was known then. */
  asKnownOn?: string;
  stage?: string;
  outcome?: "won" | "lost" | "all";
  sort?: "entered" | "value" | "name" | "closed";
  dir?: "asc";
  /** The deal whose drawer is open. */
  deal?: string;
};

const filterKeys = ["owner", "source", "minValue", "maxValue", "known", "q", "stalled"] as const satisfies readonly (keyof DealFilters)[];

/** Takes only what is known and well formed: an address someone mistyped still opens the page. */
export function parseSearch(raw: Record<string, unknown>): PipelineSearch {
  return dropEmpty({
    view: oneOf(raw.view, ["list"]),
    owner: text(raw.owner),
    source: text(raw.source),
    minValue: amount(raw.minValue),
    maxValue: amount(raw.maxValue),
    known: oneOf(raw.known, ["yes", "no"]),
    stalled: oneOf(raw.stalled, ["yes"]),
    q: text(raw.q),
    asOf: day(raw.asOf),
    asKnownOn: day(raw.asKnownOn),
    stage: text(raw.stage),
    outcome: oneOf(raw.outcome, ["won", "lost", "all"]),
    sort: oneOf(raw.sort, ["entered", "value", "name", "closed"]),
    dir: oneOf(raw.dir, ["asc"]),
    deal: text(raw.deal),
  });
}

export function filtersOf(search: PipelineSearch): DealFilters {
  return dropEmpty(Object.fromEntries(filterKeys.map((key) => [key, search[key]])) as DealFilters);
}

/** The filters that gates and jams obey too; the others are about cards as they stand now. */
export function narrowingOf({ owner, source, minValue, maxValue }: DealFilters): DealFilters {
  return dropEmpty({ owner, source, minValue, maxValue });
}

/** Whether a filter is set that gates and jams do not obey. */
export function isBeside({ known, q, stalled }: DealFilters): boolean {
  return [known, q, stalled].some((value) => value !== undefined);
}

/** The past day that is looked at; undefined: now. */
export function pastOf({ asOf, asKnownOn }: PipelineSearch): PastDay | undefined {
  return asOf === undefined && asKnownOn === undefined ? undefined : dropEmpty({ asOf, asKnownOn });
}

export function filterCount(search: PipelineSearch): number {
  return Object.keys(filtersOf(search)).length;
}

export function withoutFilters(search: PipelineSearch): PipelineSearch {
  return dropEmpty({ ...search, ...Object.fromEntries(filterKeys.map((key) => [key, undefined])), stage: undefined });
}

function dropEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== "")) as T;
}

function text(value: unknown): string | undefined {
  const string = typeof value === "number" ? String(value) : value;
  return typeof string === "string" && string.trim() !== "" ? string.slice(0, 200) : undefined;
}

function amount(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function day(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value ? undefined : value;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}
