import { mixChange } from "#stats/shares/mix.ts";
import type { Tally } from "#stats/shares/shrinkage.ts";
import type { MixRow } from "./jam-counts.ts";

export type Mix = { dimension: MixRow["dimension"]; key: string; effect: number; rate: number };

/** Where more than this part of the decided stays have no category yet, it is written by going on, and who has one says nothing of who came in. */
const mostWithoutCategory = 0.05;
/** Parts with fewer decided stays than this in both times are taken together. */
const leastInPart = 10;

/**
 * What the change of who comes in has done to a stage's conversion: of the ways to tell people apart the one that explains most, if it is more than chance
 * can do (two standard errors). Null where nothing of it can be told.
 */
export function mixOf(rows: readonly MixRow[]): Mix | null {
  const found = [...Map.groupBy(rows, ({ dimension }) => dimension)].flatMap(([dimension, own]) => {
    if (dimension === "category" && sum(own.filter(({ key }) => key === "none")).n > mostWithoutCategory * sum(own).n) return [];
    const keys = [...Map.groupBy(own, ({ key }) => key)].map(([key, parts]) => ({
      key,
      before: tally(parts.filter(({ current }) => !current)),
      after: tally(parts.filter(({ current }) => current)),
    }));
    const large = keys.filter(({ before, after }) => before.n >= leastInPart || after.n >= leastInPart);
    const small = keys.filter((one) => !large.includes(one));
    const rest = { key: "", before: sum(small.map(({ before }) => before)), after: sum(small.map(({ after }) => after)) };
    const segments = small.length > 0 ? [...large, rest] : large;
    const [before, after] = [segments.map((one) => one.before), segments.map((one) => one.after)];
    const change = segments.length > 1 ? mixChange(before, after) : null;
    if (!change || Math.abs(change.mix) < 2 * errorOf(before, after)) return [];
    const largest = segments
      .map((one, index) => ({ ...one, mix: change.segments[index]!.mix }))
      .sort((a, b) => Math.abs(b.mix) - Math.abs(a.mix))[0]!;
    return [{ dimension, key: largest.key, effect: change.mix, rate: change.rate }];
  });
  return found.sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))[0] ?? null;
}

/** Error of the mix effect, by how well the parts' weights and shares are known. */
function errorOf(before: readonly Tally[], after: readonly Tally[]): number {
  const [n, m] = [sum(before).n, sum(after).n];
  if (n === 0 || m === 0) return Number.POSITIVE_INFINITY;
  const overall = (sum(before).events / n + sum(after).events / m) / 2;
  const variance = before.reduce((total, was, index) => {
    const now = after[index]!;
    const [p, q] = [was.n / n, now.n / m];
    const cases = was.n + now.n;
    const share = cases > 0 ? (was.events + now.events) / cases : overall;
    const ofWeights = ((p * (1 - p)) / n + (q * (1 - q)) / m) * (share - overall) ** 2;
    const ofShare = cases > 0 ? ((q - p) ** 2 * share * (1 - share)) / cases : 0;
    return total + ofWeights + ofShare;
  }, 0);
  return Math.sqrt(variance);
}

function tally(rows: readonly MixRow[]): Tally {
  return sum(rows);
}

function sum(tallies: readonly Tally[]): Tally {
  return { events: tallies.reduce((total, { events }) => total + events, 0), n: tallies.reduce((total, { n }) => total + n, 0) };
}
