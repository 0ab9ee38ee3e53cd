/** What pages keep in the address. Every value is text there; a page that needs a number reads it as one. */
const pipelineNames = [
  "view",
  "deal",
  "owner",
  "source",
  "minValue",
  "maxValue",
  "known",
  "q",
  "stalled",
  "asOf",
  "asKnownOn",
  "stage",
  "outcome",
  "sort",
  "dir",
] as const;
/** `metric`, `records`: the figure whose records are open; `stage`, `state`, `by`, `compare`: what a page of Insights shows of its own. */
const insightsNames = [
  "period",
  "from",
  "to",
  "pipelineId",
  "owner",
  "source",
  "category",
  "country",
  "minValue",
  "maxValue",
  "customers",
  "asOf",
  "asKnownOn",
  "metric",
  "records",
  "stage",
  "state",
  "by",
  "compare",
  "horizon",
] as const;
const contactsNames = ["q", "kind"] as const;
const duplicatesNames = ["kind", "state", "pair"] as const;
const companiesNames = ["q"] as const;
const logNames = ["status", "q"] as const;
const importNames = ["step"] as const;
const signInNames = ["to"] as const;

type Search<Names extends readonly string[]> = { [Name in Names[number]]?: string };

export const pipelineSearch = pick(pipelineNames);
export const insightsSearch = pick(insightsNames);
export const contactsSearch = pick(contactsNames);
export const duplicatesSearch = pick(duplicatesNames);
export const companiesSearch = pick(companiesNames);
export const logSearch = pick(logNames);
export const importSearch = pick(importNames);
export const signInSearch = pick(signInNames);

function pick<const Names extends readonly string[]>(names: Names) {
  return (search: Record<string, unknown>): Search<Names> => {
    const kept: Record<string, string> = {};
    for (const name of names) {
      const value = search[name];
      if (value !== undefined && value !== null && value !== "") kept[name] = String(value);
    }
    return kept as Search<Names>;
  };
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  const text = params.toString();
  return text ? `?${text}` : "";
}
