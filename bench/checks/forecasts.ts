import { crps, wape } from "#stats/forecast/accuracy.ts";
import { combine, type Origin } from "#stats/forecast/combine.ts";
import { countHazards, shrinkHazards } from "#stats/forecast/hazards.ts";
import { runRate, seasonalNaive } from "#stats/forecast/members.ts";
import { forecastRange, spreadAround, type Shown } from "#stats/forecast/range.ts";
import { drawShocks, independentVariance, shockVariance } from "#stats/forecast/shock.ts";
import { simulateNew, simulateOpen, totalOf } from "#stats/forecast/simulate.ts";
import { drawNormal, drawPoisson } from "#stats/numbers/draw.ts";
import { mean, median, variance } from "#stats/numbers/quantile.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { figure, type Figure } from "../figure.ts";

type Deal = { began: number; until: number; won: boolean | null; value: number };

const months = 48;
const draws = 300;

/** CHECK 4e: companies with a common shock of 0.05 to 0.25 a month, forecast a month ahead from the twelfth month on with what was known then. */
export function checkForecasts(companies = 200): Figure[] {
  const tally = { n: 0, held80: 0, held95: 0, early: 0, early80: 0 };
  let [ours, naive, scored] = [0, 0, 0];
  const [actual, shipped, lastMonth]: number[][] = [[], [], []];
  for (let company = 0; company < companies; company += 1) {
    for (const row of follow(openRandom(400).split(company))) {
      tally.n += 1;
      if (row.held80) tally.held80 += 1;
      if (row.held95) tally.held95 += 1;
      if (!row.calibrated) {
        tally.early += 1;
        if (row.held80) tally.early80 += 1;
        continue;
      }
      scored += 1;
      ours += row.score;
      naive += row.naiveScore;
      actual!.push(row.actual);
      shipped!.push(row.middle);
      lastMonth!.push(row.naive);
    }
  }
  return [
    figure("4e ranges of 80 % that held what came", tally.held80 / tally.n, { between: [0.77, 0.84] }, ""),
    figure("… of 95 %", tally.held95 / tally.n, { between: [0.93, 0.97] }, ""),
    figure("… of 80 %, before twelve origins (simulation and shock)", tally.early80 / tally.early, null, ""),
    figure("… of 80 %, from twelve origins on (past errors)", (tally.held80 - tally.early80) / (tally.n - tally.early), null, ""),
    figure("… mean CRPS ÷ that of last month again with the same kind of range", ours / naive, { atMost: 1 }, ""),
    figure(
      "… WAPE",
      wape(actual!, shipped!),
      null,
      "",
      `${wape(actual!, lastMonth!).toFixed(3)} for last month again; ${scored} forecasts`,
    ),
  ];
}

/** A company month by month, with what was forecast for each month at the end of the one before. */
function follow(random: Random) {
  const tau = 0.05 + 0.2 * random.uniform();
  const rate = 20 + 60 * random.uniform();
  const [win, loss] = [0.1 + 0.2 * random.uniform(), 0.1 + 0.2 * random.uniform()];
  const deals: Deal[] = [];
  const revenue: number[] = [];
  const arrived: number[] = [];
  const origins: Origin[] = [];
  const shown: Shown[] = [];
  const naiveShown: Shown[] = [];
  const rows = [];
  for (let month = 0; month < months; month += 1) {
    const said = month >= 12 ? forecast(deals, revenue, arrived, origins, shown, month, random.split(month)) : null;
    const factor = Math.exp(tau * drawNormal(random) - (tau * tau) / 2);
    arrived.push(drawPoisson(random, rate * factor));
    for (let i = 0; i < arrived[month]!; i += 1) {
      deals.push({ began: month, until: month, won: null, value: Math.round(100_000 * Math.exp(0.83 * drawNormal(random))) });
    }
    let won = 0;
    for (const deal of deals) {
      if (deal.won !== null) continue;
      deal.until = month;
      const u = random.uniform();
      if (u < win * factor) {
        deal.won = true;
        won += deal.value;
      } else if (u < (win + loss) * factor) deal.won = false;
    }
    revenue.push(won);
    if (!said || won === 0) continue;
    const inside = ({ low, high }: { low: number; high: number }) => low <= won && won <= high;
    const naive = revenue[month - 1]!;
    rows.push({
      held80: inside(said.range80),
      held95: inside(said.range95),
      calibrated: said.range80.calibrated,
      middle: said.middle,
      naive,
      actual: won,
      score: crps(won, spreadAround(said.middle, shown)) || 0,
      naiveScore: crps(won, spreadAround(naive, naiveShown)) || 0,
    });
    origins.push({ forecasts: said.members, actual: won });
    shown.push({ forecast: said.middle, actual: won });
    naiveShown.push({ forecast: naive, actual: won });
  }
  return rows;
}

function forecast(
  deals: readonly Deal[],
  revenue: readonly number[],
  arrived: readonly number[],
  origins: readonly Origin[],
  shown: readonly Shown[],
  month: number,
  random: Random,
) {
  const zeros = (length: number) => new Uint8Array(length);
  const hazards = shrinkHazards(
    countHazards(
      {
        state: zeros(deals.length),
        began: deals.map(({ began }) => began),
        until: deals.map(({ until }) => until),
        way: deals.map(({ won }) => (won === null ? -1 : won ? 0 : 1)),
      },
      { states: 1, ages: [0, 1, 2, 4], phases: 1 },
      () => 0,
    ),
  );
  const won = deals.filter((deal) => deal.won === true).map(({ value }) => value);
  const recent = arrived.slice(-12);
  const rate = mean(recent);
  const wins = won.length / month;
  const cv = Math.sqrt(variance(won)) / mean(won);
  const past = origins.map(({ forecasts, actual }) => Math.log(actual / forecasts[2]!));
  const tau2 = shockVariance(
    past,
    past.map(() => independentVariance(wins, cv)),
  );
  const world = {
    hazards,
    calendar: { phases: [0], periodOf: [0], periods: 1 },
    segments: [{ ratios: [1], values: won }],
    shocks: drawShocks(tau2, draws, random.split(0)),
    leaves: 1,
  };
  const open = deals.filter((deal) => deal.won === null);
  const column = {
    state: zeros(open.length),
    age: open.map(({ began }) => month - began),
    value: open.map(({ value }) => value),
    segment: zeros(open.length),
    leaf: zeros(open.length),
  };
  const old = totalOf(simulateOpen(column, world, random.split(1)));
  const excess = variance(recent) - rate;
  const size = excess > 0 ? (rate * rate) / excess : Infinity;
  // The spread of arrivals that the common shock explains is in the shock already.
  const own = 1 / Math.max(1e-9, 1 / size - tau2);
  const young = totalOf(
    simulateNew(
      [{ mean: [rate], state: 0, segment: 0, leaves: [{ leaf: 0, share: 1 }] }],
      { size: own > 1e6 ? Infinity : own, pulse: 1 },
      world,
      random.split(2),
    ),
  );
  const simulated = old.map((value, draw) => value + young[draw]!);
  const members = [runRate(revenue, 1), seasonalNaive(revenue, 1, 3), median(simulated)];
  const middle = combine(members, origins)!;
  const rangeAt = (level: number) => forecastRange(middle, shown, simulated, level)!;
  return { members, middle, range80: rangeAt(0.8), range95: rangeAt(0.95) };
}
