import { firstAfter, indexOf } from "./ages.ts";

/**
 * Stays of cases in states, a column each: from which state, to which (−1: not left yet, last seen at `exit`), and between which times since
 * the case began. States are numbered from 0; moves back and over a state are like any other.
 */
export type StateStays = {
  from: ArrayLike<number>;
  to: ArrayLike<number>;
  entry: ArrayLike<number>;
  exit: ArrayLike<number>;
  /** How many alike a row stands for; one without the column. */ count?: ArrayLike<number>;
};

/**
 * Share of cases in each state at each of the given times (ascending), from the shares at time 0: the product of the matrices I + dA of
 * observed moves (Aalen & Johansen 1978). Holds without the Markov assumption if the end of watching is independent (Datta & Satten 2001).
 * A stay without length has to be left out, its moves joined into one. Never multiply conversions of different windows instead.
 */
export function occupation({ from, to, entry, exit, count }: StateStays, start: readonly number[], times: readonly number[]): number[][] {
  const states = start.length;
  const moments = Float64Array.from(new Set(Float64Array.from(exit))).sort();
  // Arrivals into and departures from each state's risk set, and moves by (from, to), at every moment.
  const change = Array.from({ length: states }, () => new Float64Array(moments.length + 1));
  const moved = new Map<number, Float64Array>();
  for (let i = 0; i < exit.length; i += 1) {
    if (!(entry[i]! < exit[i]!)) continue;
    const at = indexOf(moments, exit[i]!);
    const times = count === undefined ? 1 : count[i]!;
    change[from[i]!]![firstAfter(moments, entry[i]!)]! += times;
    change[from[i]!]![at + 1]! -= times;
    if (to[i]! < 0) continue;
    const key = from[i]! * states + to[i]!;
    let column = moved.get(key);
    if (!column) moved.set(key, (column = new Float64Array(moments.length)));
    column[at]! += times;
  }
  const shares = [...start];
  const atRisk = start.map(() => 0);
  const seen: number[][] = [];
  for (let j = 0; j <= moments.length; j += 1) {
    while (seen.length < times.length && (j === moments.length || times[seen.length]! < moments[j]!)) seen.push([...shares]);
    if (j === moments.length) break;
    for (let state = 0; state < states; state += 1) atRisk[state]! += change[state]![j]!;
    const flows: [number, number, number][] = [];
    for (const [key, column] of moved) {
      const state = Math.floor(key / states);
      if (column[j]! > 0) flows.push([state, key % states, (shares[state]! * column[j]!) / atRisk[state]!]);
    }
    for (const [source, target, part] of flows) {
      shares[source]! -= part;
      shares[target]! += part;
    }
  }
  return seen;
}
