import { alarmLimit, cusum, errorsOf, fitBaseline } from "#stats/change/alarm.ts";
import { drawBinomial, drawPoisson } from "#stats/numbers/draw.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { figure, type Figure } from "../figure.ts";

const [learn, watch] = [26, 52];

/** CHECK 5: weekly counts of mean 12 that carry over by φ, quiet or with a shift of their level; 26 weeks to learn from, 52 watched. */
export function checkAlarms(series = 500): Figure[] {
  const limits = new Map<number, number>();
  const limitFor = (carry: number) => {
    const step = Math.round(carry * 20) / 20;
    const known = limits.get(step) ?? alarmLimit(step, { learn, watch, random: openRandom(500), runs: 4000 });
    limits.set(step, known);
    return known;
  };
  /** Whether an alarm is raised in the weeks from one watched week on. */
  const alarmIn = (values: readonly number[], from: number, weeks: number) => {
    const limit = limitFor(fitBaseline(values.slice(0, learn)).carry);
    const { up, down } = cusum(errorsOf(values.slice(0, learn + from + weeks), learn));
    return up.some((sum, week) => week >= from && Math.max(sum, down[week]!) > limit);
  };
  const share = ({
    phi,
    sigmas = 0,
    from = 0,
    weeks = watch,
    seed,
  }: {
    phi: number;
    sigmas?: number;
    from?: number;
    weeks?: number;
    seed: number;
  }) => {
    let alarms = 0;
    for (let run = 0; run < series; run += 1) {
      const values = counts(openRandom(seed).split(run), phi);
      if (
        alarmIn(
          values.map((value, week) => value + (week >= learn + from ? sigmas * Math.sqrt(12) : 0)),
          from,
          weeks,
        )
      )
        alarms += 1;
    }
    return alarms / series;
  };
  const quiet = [0, 0.3, 0.6].map((phi, i) => ({ phi, alarms: share({ phi, seed: 501 + i }) }));
  const seen = (phi: number, sigmas: number, from: number) => share({ phi, sigmas, from, weeks: 8, seed: 510 + phi * 10 + sigmas });
  const first = (phi: number, sigmas: number) => `${seen(phi, sigmas, 0)} if it comes in the first week watched`;
  const shift = (phi: number, sigmas: number, atLeast: number) =>
    figure(
      `… a shift of ${sigmas}σ in mid-year seen within 8 weeks, φ = ${phi}`,
      seen(phi, sigmas, 26),
      { atLeast },
      "",
      first(phi, sigmas),
    );
  let feed = 0;
  const years = 50;
  for (let year = 0; year < years; year += 1) {
    for (let metric = 0; metric < 20; metric += 1) {
      if (alarmIn(counts(openRandom(530 + year).split(metric), [0, 0.3][metric % 2]!), 0, watch)) feed += 1;
    }
  }
  return [
    ...quiet.map(({ phi, alarms }) => figure(`5 quiet series with φ = ${phi}: an alarm within 52 weeks`, alarms, { atMost: 0.12 }, "")),
    shift(0, 2, 0.85),
    shift(0.3, 2, 0.5),
    shift(0, 3, 0.9),
    shift(0.3, 3, 0.9),
    figure("… a shift of 1σ, φ = 0 (small shifts cannot be seen fast)", seen(0, 1, 26), null, ""),
    figure("5 false alarms a year of 20 quiet metrics", feed / years, { atMost: 3 }, ""),
  ];
}

/** Counts with Poisson margins of mean 12 whose neighbours correlate by φ (INAR(1): what stays on from last week, and what is new). */
function counts(random: Random, phi: number): number[] {
  let value = drawPoisson(random, 12);
  return Array.from({ length: learn + watch }, () => (value = drawBinomial(random, value, phi) + drawPoisson(random, 12 * (1 - phi))));
}
