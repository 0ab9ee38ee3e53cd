/** One row of the table: what is asked, what was reached, and the raw limit of the same machine in the same run. */
export type Figure = { what: string; asked: string; reached: string; raw: string; holds: boolean | null };

type Bound = { atLeast: number } | { under: number } | { atMost: number } | { between: [number, number] };

/** A measured value held against its bound; `raw` is what the bare parts do, measured beside it. */
export function figure(what: string, reached: number, bound: Bound | null, unit: string, raw: string = ""): Figure {
  if (bound === null) return { what, asked: "", reached: say(reached, unit), raw, holds: null };
  const { asked, holds } = judge(reached, bound, unit);
  return { what, asked, reached: say(reached, unit), raw, holds };
}

function judge(reached: number, bound: Bound, unit: string): { asked: string; holds: boolean } {
  if ("atLeast" in bound) return { asked: `≥ ${say(bound.atLeast, unit)}`, holds: reached >= bound.atLeast };
  if ("under" in bound) return { asked: `< ${say(bound.under, unit)}`, holds: reached < bound.under };
  if ("atMost" in bound) return { asked: `≤ ${say(bound.atMost, unit)}`, holds: reached <= bound.atMost };
  const [least, most] = bound.between;
  return { asked: `${say(least, unit)} to ${say(most, unit)}`, holds: least <= reached && reached <= most };
}

export function say(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value < 1 && unit === "" ? 3 : 2;
  return `${value.toLocaleString("en-US", { maximumFractionDigits: digits })} ${unit}`.trimEnd();
}

/** A share of the sorted values, e.g. 0.95, by nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function tableOf(figures: readonly Figure[]): string {
  const lines = figures.map(
    ({ what, asked, reached, raw, holds }) => `| ${what} | ${asked} | ${reached}${holds === false ? " **(short)**" : ""} | ${raw} |`,
  );
  return ["| what | asked | reached | raw limit, same run |", "|---|---|---|---|", ...lines].join("\n");
}
