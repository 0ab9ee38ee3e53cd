import { headline, priceJams, type StageCounts, type StageTarget } from "#stats/flow/jams.ts";
import { effectiveCounts, ownPast } from "#stats/flow/stage-counts.ts";
import { timingOf } from "#stats/flow/timing.ts";
import { drawBinomial } from "#stats/numbers/draw.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { mixChange } from "#stats/shares/mix.ts";
import type { Tally } from "#stats/shares/shrinkage.ts";
import { tableOfStays } from "#stats/survival/ages.ts";
import { restrictedMean, survival } from "#stats/survival/survival.ts";
import { figure, type Figure } from "../figure.ts";

const shares = [0.4, 0.5, 0.6, 0.7];
const draws = 600;

/** CHECK 3b to 3e: companies of four stages whose truth is known. */
export function checkJams(): Figure[] {
  return [...quiet(200), ...planted(400), ...delayed(200), ...mixed(200)];
}

/** One quarter of a company: visits to each stage and how many moved on. */
function quarter(entering: number, truth: readonly number[], random: Random): Tally[] {
  let n = entering;
  return truth.map((share) => {
    const events = drawBinomial(random, n, share);
    const tally = { events, n };
    n = events;
    return tally;
  });
}

/** What the page would say: each stage with enough visits against its own past quarters. */
function judge(past: readonly Tally[][], now: readonly Tally[], random: Random) {
  const counts: StageCounts[] = now.map(({ events, n }, stage) => countsOf(stage, events, n - events));
  const targets: (StageTarget | null)[] = now.map(({ events, n }, stage) =>
    n >= 30 && events >= 10 && n - events >= 10 ? ownPast(past.map((one) => one[stage]!)) : null,
  );
  const arrivals = [now[0]!.n / 3, 0, 0, 0];
  const { jams } = priceJams(counts, targets, { arrivals, values: () => [1000, 1000, 1000, 1000] }, { random, draws, level: 0.8 });
  return { jams, named: headline(jams) };
}

function countsOf(stage: number, onward: number, lost: number): StageCounts {
  const last = stage === shares.length - 1;
  return { moved: shares.map((_, to) => (to === stage + 1 ? onward : 0)), won: last ? onward : 0, lost };
}

function quiet(companies: number): Figure[] {
  let [named, best] = [0, 0];
  for (let company = 0; company < companies; company += 1) {
    const random = openRandom(300).split(company);
    const quarters = Array.from({ length: 5 }, () => quarter(50, shares, random));
    if (judge(quarters.slice(0, 4), quarters[4]!, random).named.length > 0) named += 1;
    best += Math.max(...quarters.slice(0, 4).map(([first]) => first!.events / first!.n)) / shares[0]! - 1;
  }
  return [
    figure("3b no change, 50 deals a quarter: companies with a headline", named / companies, { atMost: 0.1 }, ""),
    figure("… how much better the best of four quarters looks (what the raw best would invent)", best / companies, null, ""),
  ];
}

function planted(runs: number): Figure[] {
  const worth = 500 * 0.4 * 0.5 * 0.7 * (0.6 - 0.45) * 1000;
  let [first, held, named] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const random = openRandom(301).split(run);
    const past = Array.from({ length: 4 }, () => quarter(1500, shares, random));
    const now = quarter(1500, [0.4, 0.5, 0.45, 0.7], random);
    const { jams, named: stages } = judge(past, now, random);
    const tops = jams.map(({ top }) => top);
    if (tops.indexOf(Math.max(...tops)) === 2) first += 1;
    if (stages.includes(2)) named += 1;
    const { low, high } = jams[2]!.gain;
    if (low <= worth && worth <= high) held += 1;
  }
  return [
    figure("3c stage 3 at 0.45 for 0.60, about 300 visits: ranked first", first / runs, { atLeast: 0.9 }, ""),
    figure("… named in the headline", named / runs, null, ""),
    figure("… true loss within the 80 % range", held / runs, { between: [0.74, 0.86] }, ""),
  ];
}

/** Stage 2 takes twice as long; its conversion is as before. Both quarters are seen as of their last day, so some visits are open. */
function delayed(runs: number): Figure[] {
  let [timing, zero, stands, naive] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const random = openRandom(302).split(run);
    const stays = (slow: number) => {
      const [exit, cause]: [number[], number[]] = [[], []];
      for (let visit = 0; visit < 400; visit += 1) {
        const onward = random.uniform() < 0.5;
        const length = -Math.log(random.uniform()) * (onward ? 12 : 6) * slow;
        const seen = random.uniform() * 90 + 30;
        exit.push(Math.min(length, seen));
        cause.push(length > seen ? 0 : onward ? 1 : 2);
      }
      return tableOfStays({ exit, cause }, 2);
    };
    const [before, after] = [stays(1), stays(2)];
    const [past, now] = [effectiveCounts(before), effectiveCounts(after)];
    const counts = shares.map((share, stage) =>
      stage === 1 ? countsOf(1, now[0]!, now[1]!) : countsOf(stage, 1e6 * share, 1e6 * (1 - share)),
    );
    const targets = shares.map((_, stage) => (stage === 1 ? { a: past[0]! + 0.5, b: past[1]! + 0.5 } : null));
    const { jams } = priceJams(
      counts,
      targets,
      { arrivals: [400, 0, 0, 0], values: () => [1000, 1000, 1000, 1000] },
      { random, draws, level: 0.8 },
    );
    if (jams[1]!.gain.low <= 0 && jams[1]!.gain.high >= 0) zero += 1;
    if (jams[1]!.stands) stands += 1;
    const wait = timingOf(100_000, restrictedMean(survival(after), 60), restrictedMean(survival(before), 60), 0.8);
    if (wait.low > 0) timing += 1;
    const share = (table: typeof before) => sum(table.ended[0]!) / (sum(table.ended[0]!) + sum(table.ended[1]!));
    naive += share(after) - share(before);
  }
  return [
    figure("3d pure delay: told as timing (range of days above 0)", timing / runs, { atLeast: 0.95 }, ""),
    figure("… range of the monthly loss holds 0 (80 % is what an 80 % range promises)", zero / runs, { atLeast: 0.74 }, ""),
    figure("… a loss stands all the same", stands / runs, { atMost: 0.12 }, ""),
    figure("… what decided visits alone would call a change of conversion", naive / runs, null, ""),
  ];
}

function mixed(runs: number): Figure[] {
  let named = 0;
  for (let run = 0; run < runs; run += 1) {
    const random = openRandom(303).split(run);
    const period = (first: number, second: number): Tally[] => [
      { events: drawBinomial(random, first, 0.4), n: first },
      { events: drawBinomial(random, second, 0.1), n: second },
    ];
    const change = mixChange(period(300, 100), period(300, 500))!;
    if (change.mix < 0 && Math.abs(change.mix) > 2 * Math.abs(change.rate)) named += 1;
  }
  return [figure("3e a cheap channel grows, both convert as before: named as mix", named / runs, { atLeast: 0.9 }, "")];
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
