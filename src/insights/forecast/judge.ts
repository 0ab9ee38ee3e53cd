import { combine } from "#stats/forecast/combine.ts";
import type { Hazards } from "#stats/forecast/hazards.ts";
import { calibratedFactor } from "#stats/forecast/range.ts";
import type { Arrivals, OpenDeals, Segment } from "#stats/forecast/simulate.ts";
import { winChancesFrom, type Calendar } from "#stats/forecast/win-chances.ts";
import { monthOf, type Days } from "./calendar.ts";
import { addExpected, calendarOf, expect, ownVariance, type Cells } from "./expect.ts";
import type { History } from "./history.ts";
import { learn, winsToValue, type Known } from "./learn.ts";
import { membersAt } from "./members.ts";
import { asOrigins, before, commonVariance, gates, standardised, tryOrigins, type BacktestKind, type Tried } from "./origins.ts";
import { withChange, type WhatIf } from "./what-if.ts";

/** What a forecast is asked for: the periods, what is different, and origins that were tried before (else they are tried). */
export type Plan = { history: History; periods: Days[]; whatIf: WhatIf; tried?: Tried[] | undefined };

/** Expected money of a key by part: open deals, customers that wait to come back, deals not born yet, journeys of customers not begun yet. */
export type Split = { open: number; waiting: number; fresh: number; again: number };

/** All that the draws need, and what they are to be moved to. */
export type Judged = {
  months: number;
  wins: number;
  tried: Tried[];
  /** The kind of past forecasts that it learned its range from. */
  kind: BacktestKind;
  /** What a sale is worth by segment, and as a multiple of the value while it was open. */
  worth: { mean: number; ratio: number }[];
  members: (number | null)[];
  /** The middle of what is still to come; null while it is too early. */
  middle: number | null;
  method: "runRate" | "combined";
  /** By period: how many times what the simulation expects of its month all members together do. */
  profile: number[];
  /** Half the 80 % range as a factor by past errors; null while the simulation has to say it. */
  factor80: number | null;
  ranged: boolean;
  /** Of the common shock, with what is not known of the rates. */
  tau2: number;
  split: Split[];
  open: OpenDeals;
  world: { hazards: Hazards; calendar: Calendar; segments: Segment[] };
  streams: Arrivals[];
  size: number;
  /** The first day that has something to come. */
  first: number;
  coverage: { openMinor: number; n: number };
};

/** The whole judgement on a stretch of days, before anything is drawn. */
export function judge({ history, periods, whatIf, tried: triedBefore }: Plan): Judged {
  const knownAt = learn(history);
  const tried = triedBefore ?? tryOrigins(history, knownAt);
  const known = knownAt(history.today);
  const first = history.left > 0 ? history.today : history.today + 1;
  const share = history.left > 0 ? history.left : 1;
  const calendar = calendarOf(known, first, share, periods);
  const skipped = calendar.periods - periods.length;
  const ahead = { from: Math.max(first, periods[0]!.from), to: periods.at(-1)!.to };
  const length = ahead.to - ahead.from + 1;
  const open = openCells(history);
  const sumOf = (world: Known) => addExpected(expect(world, open, first, calendar).slice(skipped));
  const byPeriod = expect(known, open, first, calendar).slice(skipped);
  const asIs = addExpected(byPeriod);
  const changed = withChange(known, history.states, whatIf);
  const isChanged = whatIf.arrivals !== undefined || (whatIf.stages?.length ?? 0) > 0;
  const now = isChanged ? sumOf(changed) : asIs;

  const kind: BacktestKind = length <= 45 ? "month" : "nextQuarter";
  const past = before(tried, kind, history.today);
  const lastDay = history.left > 0 ? history.today - 1 : history.today;
  const membersOf = (days: Days, simulated: number) => membersAt(history, known, lastDay, days, simulated, days.from === first ? share : 1);
  const members = membersOf(ahead, asIs.sum);
  const method = known.months < gates.ranges ? "runRate" : "combined";
  const said = known.months < gates.says || known.wins < 5 ? null : method === "runRate" ? members[0]! : combine(members, asOrigins(past));
  const tau2 = commonVariance(past) + 1 / Math.max(1, known.wins);
  const spread = ownVariance(now, known.size, length / 7) + tau2;
  return {
    months: known.months,
    wins: known.wins,
    tried,
    kind,
    worth: changed.segments.map(({ mean, ratio }) => ({ mean, ratio })),
    members,
    middle: said === null ? null : asIs.sum > 0 ? (said * now.sum) / asIs.sum : said,
    method,
    profile: profileOf(periods, byPeriod, first, (days, simulated) =>
      combine(membersOf(days, simulated), asOrigins(before(tried, "month", history.today))),
    ),
    ranged: known.months >= gates.ranges,
    factor80: calibratedFactor(standardised(past, spread), 0.8),
    tau2,
    first,
    split: splitOf(history, changed, first, calendar, skipped),
    coverage: coverageOf(history, changed, first, calendar, skipped),
    open: {
      state: history.open.state,
      age: history.open.entered.map((entered) => Math.max(0, first - entered)),
      value: history.open.value,
      segment: history.open.segment,
      leaf: history.open.key.map((key, i) => key * 2 + (history.states[history.open.state[i]!]!.waiting ? 1 : 0)),
    },
    world: { hazards: changed.hazards, calendar, segments: segmentsOf(history) },
    streams: streamsOf(history, changed, first, calendar),
    size: changed.size,
  };
}

/** Each month's share of a longer stretch as all members have it: by the simulation alone its first month would say what no forecast of that month says. */
function profileOf(
  periods: readonly Days[],
  expected: readonly { sum: number }[],
  first: number,
  middleOf: (days: Days, simulated: number) => number | null,
): number[] {
  const months = Map.groupBy(
    periods.map((period, i) => ({ ...period, sum: expected[i]!.sum })),
    ({ from }) => monthOf(from),
  );
  const factors = new Map(
    Array.from(months, ([month, own]) => {
      const [days, simulated] = [
        { from: Math.max(first, own[0]!.from), to: own.at(-1)!.to },
        own.reduce((sum, period) => sum + period.sum, 0),
      ];
      const middle = months.size > 1 && days.to >= first && simulated > 0 ? middleOf(days, simulated) : null;
      return [month, middle === null ? 1 : middle / simulated];
    }),
  );
  return periods.map(({ from }) => factors.get(monthOf(from))!);
}

/** Tries all origins of a history; for the backtest alone. */
export function backtest(history: History): Tried[] {
  return tryOrigins(history, learn(history));
}

function openCells({ open }: History): Cells {
  const known = open.value.map((value) => (value >= 0 ? 1 : 0));
  return { ...open, n: new Float64Array(open.state.length).fill(1), known, value: open.value.map((value) => (value >= 0 ? value : 0)) };
}

/** Chance within the stretch by state and age, worked out once each. */
export function chanceWithin(
  hazards: Hazards,
  states: number,
  calendar: Calendar,
  skipped: number,
): (state: number, age: number) => number {
  const { from } = winChancesFrom(hazards, calendar, 1);
  const cells = new Map<number, number>();
  return (state, age) => {
    const cell = age * states + state;
    let chance = cells.get(cell);
    if (chance === undefined) cells.set(cell, (chance = sumFrom(from(state, age), skipped)));
    return chance;
  };
}

/** The same of being lost. */
export function chanceToLose(hazards: Hazards, states: number, calendar: Calendar, skipped: number): ReturnType<typeof chanceWithin> {
  const ways = 2 + states;
  const losing = hazards.rates.map((_, i) => hazards.rates[i % ways < 2 ? i + 1 - 2 * (i % ways) : i]!);
  return chanceWithin({ ...hazards, rates: losing }, states, calendar, skipped);
}

function sumFrom(chances: Float64Array, first: number): number {
  let sum = 0;
  for (let period = first; period < chances.length; period += 1) sum += chances[period]!;
  return sum;
}

/** Below this chance to be won within the stretch an open deal covers nothing. */
export const leastChance = 0.02;

/** The value of open deals that is expected to be decided within the stretch, one way or the other. */
function coverageOf(
  { open, states }: History,
  { hazards, segments }: Known,
  first: number,
  calendar: Calendar,
  skipped: number,
): Judged["coverage"] {
  const won = chanceWithin(hazards, states.length, calendar, skipped);
  const lost = chanceToLose(hazards, states.length, calendar, skipped);
  let [openMinor, n] = [0, 0];
  for (let i = 0; i < open.state.length; i += 1) {
    const [state, age] = [open.state[i]!, Math.max(0, first - open.entered[i]!)];
    const chance = won(state, age);
    if (chance < leastChance) continue;
    n += 1;
    openMinor += (open.value[i]! >= 0 ? open.value[i]! : segments[open.segment[i]!]!.mean) * (chance + lost(state, age));
  }
  return { openMinor: Math.round(openMinor), n };
}

function splitOf(history: History, known: Known, first: number, calendar: Calendar, skipped: number): Split[] {
  const { open, states, keys } = history;
  const split = Array.from({ length: Math.max(1, keys.length) }, () => ({ open: 0, waiting: 0, fresh: 0, again: 0 }));
  const { fresh } = winChancesFrom(known.hazards, calendar, 1);
  const chanceOf = chanceWithin(known.hazards, states.length, calendar, skipped);
  for (let i = 0; i < open.state.length; i += 1) {
    const chance = chanceOf(open.state[i]!, Math.max(0, first - open.entered[i]!));
    const { mean, ratio } = known.segments[open.segment[i]!]!;
    const money = chance * (open.value[i]! >= 0 ? open.value[i]! * ratio : mean);
    const own = split[open.key[i]!]!;
    if (states[open.state[i]!]!.waiting) own.waiting += money;
    else own.open += money;
  }
  const shares = keyShares(history);
  for (const { state, segment, perDay } of known.arrivals) {
    let money = 0;
    for (let step = 0; step < calendar.phases.length; step += 1)
      money +=
        perDay *
        known.weekdays[(first + step) % 7]! *
        calendar.shares![step]! *
        sumFrom(fresh(state, step), skipped) *
        known.segments[segment]!.mean;
    for (const { key, share } of shares(state, segment)) split[key]![states[state]!.repeat ? "again" : "fresh"] += money * share;
  }
  return split;
}

function streamsOf(history: History, known: Known, first: number, calendar: Calendar): Arrivals[] {
  const shares = keyShares(history);
  return known.arrivals.map(({ state, segment, perDay }) => ({
    mean: Float64Array.from(
      calendar.phases as number[],
      (_, step) => perDay * known.weekdays[(first + step) % 7]! * calendar.shares![step]!,
    ),
    state,
    segment,
    leaves: shares(state, segment).map(({ key, share }) => ({ leaf: key * 2 + (history.states[state]!.repeat ? 1 : 0), share })),
  }));
}

/** To whom deals of a kind belonged in the last half year. */
function keyShares({ bornBy }: History): (state: number, segment: number) => { key: number; share: number }[] {
  return (state, segment) => {
    const own = Array.from(bornBy.key, (key, i) => ({ key, i })).filter(
      ({ i }) => bornBy.state[i] === state && bornBy.segment[i] === segment,
    );
    const sum = own.reduce((total, { i }) => total + bornBy.n[i]!, 0);
    return sum > 0 ? own.map(({ key, i }) => ({ key, share: bornBy.n[i]! / sum })) : [{ key: 0, share: 1 }];
  };
}

/** What deals of each kind turn out to be worth; kinds that hardly ever sold take values of all, each kind in proportion to its wins. */
function segmentsOf({ won, values, ratioValues, segments }: History): Segment[] {
  const of = (columns: History["values"], segment: number) => columns.value.filter((_, i) => columns.segment[i] === segment);
  const wins = Array.from({ length: segments }, () => 0);
  won.segment.forEach((segment, i) => (wins[segment]! += won.n[i]!));
  const whole = wins.reduce((sum, n) => sum + n, 0);
  const all = Float64Array.from(
    wins.flatMap((n, segment) => {
      const own = of(values, segment);
      const share = own.length === 0 ? 0 : Math.round((valuesOfAll * n) / whole);
      return Array.from({ length: share }, (_, i) => own[Math.floor(((i + 0.5) / share) * own.length)]!);
    }),
  );
  const or = (own: Float64Array, other: Float64Array, none: number) =>
    own.length >= winsToValue ? own : other.length > 0 ? other : own.length > 0 ? own : Float64Array.of(none);
  return Array.from({ length: segments }, (_, segment) => ({
    ratios: or(of(ratioValues, segment), ratioValues.value, 1),
    values: or(of(values, segment), all, 0),
  }));
}

const valuesOfAll = 1_000;
