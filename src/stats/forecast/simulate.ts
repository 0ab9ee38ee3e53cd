import { drawBinomial, drawGamma, drawPoisson } from "../numbers/draw.ts";
import type { Random } from "../numbers/random.ts";
import type { Hazards } from "./hazards.ts";
import type { Shocks } from "./shock.ts";
import { winChancesFrom, type Calendar } from "./win-chances.ts";

/** Simulated won revenue by [draw][period][leaf], flat, in whole minor units, so that any leaves add up to their parents to the cent. */
export type Simulated = { draws: number; periods: number; leaves: number; sums: Float64Array };

/**
 * What deals of a segment turn into: ratios of won to current value for those that have one, won values for those that have none and for deals
 * not born yet; minor units. At least one of each.
 */
export type Segment = { ratios: ArrayLike<number>; values: ArrayLike<number> };

/** Open deals, a column each: state, age there in steps by the next step, value in minor units (NaN unknown, never below 0), segment, and the leaf they are reported by. */
export type OpenDeals = {
  state: ArrayLike<number>;
  age: ArrayLike<number>;
  value: ArrayLike<number>;
  segment: ArrayLike<number>;
  leaf: ArrayLike<number>;
};

type World = { hazards: Hazards; calendar: Calendar; segments: readonly Segment[]; shocks: Shocks; leaves: number };

/**
 * Draws what the open deals will be worth in each period. Deals of one state and age share their chances, which are worked out once for each
 * level of the common shock; within a draw each deal is won or not by itself.
 */
export function simulateOpen(deals: OpenDeals, world: World, random: Random): Simulated {
  const { calendar, segments, shocks, leaves } = world;
  const draws = shocks.levelOf.length;
  const { periods } = calendar;
  const sums = new Float64Array(draws * periods * leaves);
  const { order, cells } = groupByCell(deals, world.hazards.ages.at(-1)!);
  const chances = Array.from(shocks.factors, (factor) => {
    const { from } = winChancesFrom(world.hazards, calendar, factor);
    return cells.map(({ state, age }) => cumulative(from(state, age)));
  });
  // One kind of array, so that the inner loop is compiled for it.
  const ratios = segments.map((segment) => new Float64Array(segment.ratios));
  const values = segments.map((segment) => new Float64Array(segment.values));
  const [value, segmentOf, leafOf] = [pick(deals.value, order), pick(deals.segment, order), pick(deals.leaf, order)];
  const largest = cells.reduce((most, { first, end }) => Math.max(most, end - first), 0);
  // Which deals of a cell are won, the bits by which they are (they say when as well), and bits to draw a value by.
  const [won, asked, luck] = [new Uint32Array(largest + 1), new Uint32Array(largest), new Uint32Array(largest)];
  for (let draw = 0; draw < draws; draw += 1) {
    const level = chances[shocks.levelOf[draw]!]!;
    for (let c = 0; c < cells.length; c += 1) {
      const limits = level[c]!;
      const limit = limits[periods - 1]!;
      if (limit <= 0) continue;
      const { first, end } = cells[c]!;
      const count = limit < rarely ? jump(end - first, limit, random, won, asked) : askEach(end - first, limit, random, won, asked);
      random.fill(luck.subarray(0, count));
      for (let i = 0; i < count; i += 1) {
        const at = first + won[i]!;
        const segment = segmentOf[at]!;
        const own = value[at]!;
        const drawn = own >= 0 ? own * oneOf(ratios[segment]!, luck[i]!) : oneOf(values[segment]!, luck[i]!);
        const period = periodAt(limits, asked[won[i]!]!);
        sums[(draw * periods + period) * leaves + leafOf[at]!]! += Math.floor(drawn + 0.5);
      }
    }
  }
  return { draws, periods, leaves, sums };
}

/** Chances below this, in units of 2⁻³², are drawn by jumps. */
const rarely = 0.08 * 4_294_967_296;

/** Where few are won: from win to win by geometric gaps, instead of asking every deal. Gives how many are won. */
function jump(deals: number, limit: number, random: Random, won: Uint32Array, asked: Uint32Array): number {
  const scale = 1 / Math.log1p(-limit / 4_294_967_296);
  let count = 0;
  for (let at = Math.floor(Math.log(random.uniform()) * scale); at < deals; at += 1 + Math.floor(Math.log(random.uniform()) * scale)) {
    won[count] = at;
    asked[at] = random.uniform() * limit;
    count += 1;
  }
  return count;
}

/** Every deal by bits of its own. Written without a branch, which the processor could not foresee. */
function askEach(deals: number, limit: number, random: Random, won: Uint32Array, asked: Uint32Array): number {
  const own = asked.subarray(0, deals);
  random.fill(own);
  const whole = Math.min(limit, 4_294_967_295) >>> 0;
  let count = 0;
  for (let i = 0; i < own.length; i += 1) {
    won[count] = i;
    count += own[i]! < whole ? 1 : 0;
  }
  return count;
}

/** A stream of deals not born yet: how many are expected to arrive in each coming step, which state they enter, their segment, and to which leaves they belong in which shares. */
export type Arrivals = { mean: ArrayLike<number>; state: number; segment: number; leaves: readonly { leaf: number; share: number }[] };

/** How unevenly deals arrive: the size of a negative binomial (infinite for Poisson) of what comes within `pulse` steps, common to all streams. */
export type Unevenness = { size: number; pulse: number };

/** Draws what deals not born yet will be worth in each period, under the same shocks as {@link simulateOpen}. */
export function simulateNew(streams: readonly Arrivals[], { size, pulse }: Unevenness, world: World, random: Random): Simulated {
  const { hazards, calendar, segments, shocks, leaves } = world;
  const draws = shocks.levelOf.length;
  const { periods } = calendar;
  const sums = new Float64Array(draws * periods * leaves);
  const steps = Math.max(0, ...streams.map(({ mean }) => mean.length));
  const pulses = Math.ceil(steps / pulse);
  // By level, stream, pulse and period: how many of the deals that come then are expected to be won when. Given a pulse's gamma factor they are Poisson.
  const expected = Array.from(shocks.factors, (factor) => {
    const { fresh } = winChancesFrom(hazards, calendar, factor);
    return streams.map(({ mean, state }) => {
      const wins = new Float64Array(pulses * periods);
      for (let step = 0; step < mean.length; step += 1) {
        if (!(mean[step]! > 0)) continue;
        const chance = fresh(state, step);
        const at = Math.floor(step / pulse) * periods;
        for (let period = 0; period < periods; period += 1) wins[at + period]! += mean[step]! * factor * chance[period]!;
      }
      return wins;
    });
  });
  const sumOf = segments.map((segment) => summing(new Float64Array(segment.values), random));
  const sharing = random.split(0x1eaf); // so that a total does not depend on how it is told apart
  const rates = new Float64Array(periods);
  const uneven = new Float64Array(pulses).fill(1);
  for (let draw = 0; draw < draws; draw += 1) {
    const level = expected[shocks.levelOf[draw]!]!;
    if (Number.isFinite(size)) for (let at = 0; at < pulses; at += 1) uneven[at] = drawGamma(random, size) / size;
    for (let s = 0; s < streams.length; s += 1) {
      const wins = level[s]!;
      rates.fill(0);
      for (let at = 0; at < pulses; at += 1)
        for (let period = 0; period < periods; period += 1) rates[period]! += uneven[at]! * wins[at * periods + period]!;
      const { segment, leaves: own } = streams[s]!;
      for (let period = 0; period < periods; period += 1) {
        if (rates[period] === 0) continue;
        const at = (draw * periods + period) * leaves;
        const count = drawPoisson(random, rates[period]!);
        if (own.length === 1) sums[at + own[0]!.leaf]! += sumOf[segment]!.all(count);
        else if (count < 256) for (let i = 0; i < count; i += 1) sums[at + pickLeaf(own, sharing)]! += sumOf[segment]!.one();
        else shareOut(sums.subarray(at, at + leaves), sumOf[segment]!.all(count), count, own, sharing);
      }
    }
  }
  return { draws, periods, leaves, sums };
}

function groupByCell(
  deals: OpenDeals,
  oldest: number,
): { order: Uint32Array; cells: { state: number; age: number; first: number; end: number }[] } {
  const key = (i: number) => deals.state[i]! * (oldest + 1) + Math.min(deals.age[i]!, oldest);
  const keys = Float64Array.from({ length: deals.state.length }, (_, i) => key(i));
  const order = Uint32Array.from(keys, (_, i) => i).sort((i, j) => keys[i]! - keys[j]! || i - j);
  const cells: { state: number; age: number; first: number; end: number }[] = [];
  for (let at = 0; at < order.length; at += 1) {
    const own = keys[order[at]!]!;
    if (at === 0 || own !== keys[order[at - 1]!])
      cells.push({ state: Math.floor(own / (oldest + 1)), age: own % (oldest + 1), first: at, end: at });
    cells.at(-1)!.end = at + 1;
  }
  return { order, cells };
}

/** Chances summed up period by period, in units of 2⁻³² so that 32 random bits decide. */
function cumulative(chances: Float64Array): Float64Array {
  let sum = 0;
  return chances.map((chance) => (sum += chance) * 4_294_967_296);
}

function periodAt(limits: Float64Array, u: number): number {
  let period = 0;
  while (period < limits.length - 1 && u >= limits[period]!) period += 1;
  return period;
}

function oneOf(values: Float64Array, bits: number): number {
  return values[Math.floor((bits / 4_294_967_296) * values.length)]!;
}

type Leaf = Arrivals["leaves"][number];

function pickLeaf(own: readonly Leaf[], random: Random): number {
  let left = random.uniform();
  for (const { leaf, share } of own) if ((left -= share) < 0) return leaf;
  return own.at(-1)!.leaf;
}

/** Hundreds of deals go to their leaves by a multinomial count, each with the mean value of all; what is rounded goes to the next. */
function shareOut(sums: Float64Array, total: number, count: number, own: readonly Leaf[], random: Random): void {
  let [left, share, given, done] = [count, 1, 0, 0];
  for (const [i, { leaf, share: part }] of own.entries()) {
    const mine = i === own.length - 1 ? left : drawBinomial(random, left, Math.min(1, part / share));
    left -= mine;
    share -= part;
    done += mine;
    const until = Math.round((total * done) / count);
    sums[leaf]! += until - given;
    given = until;
  }
}

/** A value drawn from a list, and sums of any number of them; hundreds at a time from sums of 64 that were drawn beforehand. */
function summing(values: Float64Array, random: Random): { one: () => number; all: (count: number) => number } {
  const one = () => Math.round(oneOf(values, random.bits()));
  const sumOf = (count: number) => {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += one();
    return sum;
  };
  let blocks: Float64Array | undefined;
  const all = (count: number) => {
    if (count < 256) return sumOf(count);
    blocks ??= Float64Array.from({ length: 4096 }, () => sumOf(64));
    let sum = sumOf(count % 64);
    for (let left = Math.floor(count / 64); left > 0; left -= 1) sum += oneOf(blocks, random.bits());
    return sum;
  };
  return { one, all };
}

function pick(values: ArrayLike<number>, order: Uint32Array): Float64Array {
  const picked = new Float64Array(order.length);
  for (let i = 0; i < order.length; i += 1) picked[i] = values[order[i]!]!;
  return picked;
}
