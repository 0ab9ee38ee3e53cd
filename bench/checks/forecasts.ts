import { cut, daysOf, monthEnd } from "#insights/forecast/calendar.ts";
import { compose } from "#insights/forecast/compose.ts";
import { drawPart, drawParts, drawsInAll } from "#insights/forecast/draw.ts";
import { backtest, judge } from "#insights/forecast/judge.ts";
import type { Tried } from "#insights/forecast/origins.ts";
import { spread } from "#insights/forecast/spread.ts";
import { crps, wape } from "#stats/forecast/accuracy.ts";
import { calibratedFactor, type Shown } from "#stats/forecast/range.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { firstMonth, historyAt, makeDeals, wonIn, type Deal } from "../data/forecast-company.ts";
import { figure, type Figure } from "../figure.ts";

/** As many as the origins that the page looks back at, and those before the first that gets a range. */
const months = 43;
const firstForecast = 12;
/** One of the parts in which the page draws. */
const draws = drawsInAll / drawParts;

/** CHECK 4e: companies with a common shock of 0.05 to 0.25 a month, forecast a month ahead from the twelfth month on with what was known then, as the page forecasts them. */
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
  const deals = makeDeals(months, random);
  // One pass from all ends of months: each origin knows no more than a question on that day would.
  const tried = backtest(historyAt(deals, monthEnd(firstMonth + months - 2)));
  const naiveShown: Shown[] = [];
  const rows = [];
  for (let month = 1; month < months; month += 1) {
    const actual = wonIn(deals, firstMonth + month);
    const naive = wonIn(deals, firstMonth + month - 1);
    if (month >= firstForecast && actual > 0) rows.push({ ...forecast(deals, month, tried, naive, naiveShown), actual, naive });
    if (actual > 0 && naive > 0) naiveShown.push({ forecast: naive, actual });
  }
  return rows.map(({ ranges, ours, naives, ...row }) => {
    const holds = (level: number) => {
      const { low, high } = ranges.find((range) => range.level === level)!;
      return low <= row.actual && row.actual <= high;
    };
    return { ...row, held80: holds(0.8), held95: holds(0.95), score: crps(row.actual, ours), naiveScore: crps(row.actual, naives) };
  });
}

/** What the page says of a month at the end of the one before; and what it would say around last month again, its range by that one's own past errors. */
function forecast(deals: readonly Deal[], month: number, tried: Tried[], naive: number, naiveShown: readonly Shown[]) {
  const today = monthEnd(firstMonth + month - 1);
  const history = historyAt(deals, today);
  const days = daysOf("nextMonth", today, today + 1);
  const periods = cut(days);
  const judged = judge({ history, periods, whatIf: {}, tried });
  const { world, open, streams, size, tau2 } = judged;
  const skipped = world.calendar.periods - periods.length;
  const drawn = drawPart({ world, open, streams, size, tau2, seed: month, part: 0, leaves: 2, skipped });
  const {
    ranges,
    figure: said,
    state,
  } = compose({ history, judged, drawn, draws }, { days, periods, level: 0.8, currency: "EUR", grouped: false });
  return {
    ranges,
    middle: said.value!,
    calibrated: state === "calibrated",
    ours: spread(drawn, draws, judged).totals,
    naives: spread(drawn, draws, { middle: naive, factor80: calibratedFactor(naiveShown, 0.8) }).totals,
  };
}
