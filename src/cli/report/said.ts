import type { Estimate } from "#insights/contract.ts";

type Words = Pick<Estimate, "n" | "method" | "from" | "to"> &
  Partial<Pick<Estimate, "low" | "high" | "level" | "undecided">> & { currency?: string | undefined };

/** A bare number of an answer as an estimate. It has a range only where the answer has one. */
export function said(value: number | null, unit: Estimate["unit"], words: Words): Estimate {
  const { low = null, high = null, level = null, n, undecided = 0, currency, method, from, to } = words;
  return { value, low, high, level, n, undecided, unit, ...(unit.startsWith("money") && currency && { currency }), method, from, to };
}

/** Counts of an answer as estimates, each of as many records as it counts; `methods` says what they count, those called open are undecided. */
export function counted<Name extends string>(
  own: Readonly<Record<NoInfer<Name>, number>>,
  methods: Readonly<Record<Name, string>>,
  { from, to }: Pick<Words, "from" | "to">,
): Record<Name, Estimate> {
  const names = Object.keys(methods) as Name[];
  const each = names.map((name) => {
    const n = own[name];
    return [name, said(n, "count", { n, undecided: name === "open" ? n : 0, method: methods[name], from, to })];
  });
  return Object.fromEntries(each) as Record<Name, Estimate>;
}

/** A point of a line: its place on it, and what is told there. */
type Point = { value: number | null; low?: number | null; high?: number | null; n: number };

/** What is drawn as a line: what holds for all its points is said once. */
export function drawn<Own extends Point>(points: readonly Own[], unit: Estimate["unit"], words: Words): object {
  const { value: _, low: __, high: ___, ...line } = said(null, unit, words);
  return { ...line, points: points.map((point) => ({ low: null, high: null, ...point })) };
}
