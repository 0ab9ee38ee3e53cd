import { quantileSorted } from "#stats/numbers/quantile.ts";
import type { Drawn } from "./draw.ts";
import type { Judged } from "./judge.ts";

/** Draws moved and stretched so that their middle is the forecast's and their 80 % range what past errors say; one factor a draw, so that all parts move alike. */
export type Spread = { draws: number; factors: Float64Array; totals: Float64Array };

export function join(parts: readonly Drawn[]): Drawn {
  const joined = (pick: (part: Drawn) => Float64Array) => {
    const all = new Float64Array(parts.reduce((length, part) => length + pick(part).length, 0));
    parts.reduce((at, part) => (all.set(pick(part), at), at + pick(part).length), 0);
    return all;
  };
  return { periods: joined((part) => part.periods), open: joined((part) => part.open), young: joined((part) => part.young) };
}

export function spread(drawn: Drawn, draws: number, { middle, factor80 }: Pick<Judged, "middle" | "factor80">): Spread {
  const periods = drawn.periods.length / draws;
  const raw = new Float64Array(draws);
  for (let i = 0; i < drawn.periods.length; i += 1) raw[Math.floor(i / periods)]! += drawn.periods[i]!;
  const sorted = raw.slice().sort();
  const [low, centre, high] = [0.1, 0.5, 0.9].map((share) => quantileSorted(sorted, share)) as [number, number, number];
  const power =
    factor80 !== null && low > 0 && high > low ? Math.min(4, Math.max(0.25, (2 * Math.log(factor80)) / Math.log(high / low))) : 1;
  const mean = raw.reduce((sum, value) => sum + value, 0) / draws;
  const scale = (value: number) =>
    value === 0 ? 0 : centre > 0 ? ((middle ?? centre) * (value / centre) ** power) / value : mean > 0 ? (middle ?? mean) / mean : 0;
  const factors = raw.map(scale);
  return { draws, factors, totals: raw.map((value, i) => Math.round(value * factors[i]!)) };
}

/** The sums of some of a draw's parts as they are shown: rounded one after the other, so that all of them make the total to the cent in every draw. */
export function shownParts(parts: readonly Float64Array[], { draws, factors }: Spread): Float64Array[] {
  const shown = parts.map(() => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw += 1) {
    let [raw, given] = [0, 0];
    parts.forEach((part, i) => {
      raw += part[draw]!;
      const until = Math.round(raw * factors[draw]!);
      shown[i]![draw] = until - given;
      given = until;
    });
  }
  return shown;
}

/** Whole numbers that add up to a whole total, each as near to its share as can be. */
export function roundToSum(values: readonly number[], total: number): number[] {
  const sum = values.reduce((all, value) => all + value, 0);
  let [exact, given] = [0, 0];
  return values.map((value, i) => {
    exact += sum > 0 ? (value * total) / sum : 0;
    const until = i === values.length - 1 ? total : Math.round(exact);
    const own = until - given;
    given = until;
    return own;
  });
}
