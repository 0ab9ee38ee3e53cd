import { nelderMead } from "../numbers/minimise.ts";
import { mean } from "../numbers/quantile.ts";

/** A fitted smoothing: the middle of any number of periods ahead, the error's variance one period ahead, and what was fitted. */
export type Smoothing = {
  ahead: (periods: number) => number[];
  variance: number;
  logLikelihood: number;
  parameters: Record<string, number>;
};

/**
 * Simple exponential smoothing, ETS(A,N,N): level ← level + α·error, α and the first level by maximum likelihood (Hyndman et al. 2008). Any
 * unit; the variance is that of the errors over n − 2.
 */
export function simpleSmoothing(series: readonly number[]): Smoothing {
  const errors = (alpha: number, first: number) => {
    let [level, sum] = [first, 0];
    for (const y of series) {
      sum += (y - level) ** 2;
      level += alpha * (y - level);
    }
    return { sum, level };
  };
  const scale = Math.max(...series.map(Math.abs), 1e-300);
  const best = nelderMead(([a, l]) => Math.log(errors(bounded(a!), l! * scale).sum + 1e-300), [0, mean(series.slice(0, 10)) / scale]);
  const [alpha, first] = [bounded(best.at[0]!), best.at[1]! * scale];
  const { sum, level } = errors(alpha, first);
  const n = series.length;
  return {
    ahead: (periods) => Array.from({ length: periods }, () => level),
    variance: sum / Math.max(1, n - 2),
    logLikelihood: -0.5 * n * Math.log(sum),
    parameters: { alpha, first },
  };
}

/**
 * Damped trend, ETS(A,Ad,N): level ← level + φ·slope + α·error, slope ← φ·slope + αβ·error, fitted by least squares; a trend that fades
 * (φ 0.8 to 0.98), since trends of sales seldom last (Gardner & McKenzie 1985).
 */
export function dampedTrend(series: readonly number[]): Smoothing {
  const scale = Math.max(...series.map(Math.abs), 1e-300);
  const run = ([a, b, f, l, s]: readonly number[]) => {
    const [alpha, beta, phi] = [bounded(a!), bounded(b!), damping(f!)];
    let [level, slope, sum] = [l! * scale, s! * scale, 0];
    for (const y of series) {
      const expected = level + phi * slope;
      const error = y - expected;
      sum += error * error;
      level = expected + alpha * error;
      slope = phi * slope + alpha * beta * error;
    }
    return { sum, level, slope, alpha, beta, phi };
  };
  const start = [0, -2, 1, series[0]! / scale, (series.at(-1)! - series[0]!) / Math.max(1, series.length - 1) / scale];
  const { sum, level, slope, alpha, beta, phi } = run(nelderMead((x) => Math.log(run(x).sum + 1e-300), start).at);
  const n = series.length;
  return {
    ahead: (periods) => dampedPath(level, slope, phi, periods),
    variance: sum / Math.max(1, n - 5),
    logLikelihood: -0.5 * n * Math.log(sum),
    parameters: { alpha, beta, phi },
  };
}

/**
 * Damped trend with seasons and errors that grow with the level, ETS(M,Ad,M), by maximum likelihood (Hyndman et al. 2008). `season` is the
 * number of periods of a cycle; needs two full cycles and values above 0. `variance` is that of the relative error.
 */
export function dampedSeasonal(series: readonly number[], season: number): Smoothing {
  const begin = firstStates(series, season);
  const scale = begin.level;
  const run = (x: readonly number[]) => {
    const [alpha, beta, gamma, phi] = [bounded(x[0]!), bounded(x[1]!), bounded(x[2]!), damping(x[3]!)];
    let [level, slope, squares, logs] = [x[4]! * scale, x[5]! * scale, 0, 0];
    const seasons = begin.seasons.map((factor, i) => factor * Math.exp(x[6 + i] ?? 0));
    const [atSlope, atSeason] = [alpha * beta, gamma * (1 - alpha)];
    for (const [t, y] of series.entries()) {
      const base = level + phi * slope;
      const factor = seasons[t % season]!;
      const expected = base * factor;
      if (!(expected > 0)) return { score: Infinity, level, slope, seasons, phi, squares, alpha, beta: atSlope, gamma: atSeason };
      const error = y / expected - 1;
      squares += error * error;
      logs += Math.log(expected);
      level = base * (1 + alpha * error);
      slope = phi * slope + atSlope * base * error;
      seasons[t % season] = factor * (1 + atSeason * error);
    }
    return {
      score: series.length * Math.log(squares) + 2 * logs,
      level,
      slope,
      seasons,
      phi,
      squares,
      alpha,
      beta: atSlope,
      gamma: atSeason,
    };
  };
  const start = [-0.8, -3, -3, 1, 1, begin.slope / scale, ...begin.seasons.slice(1).map(() => 0)];
  const best = nelderMead((x) => run(x).score, start, { step: 0.1, most: 3000 });
  const { score, level, slope, seasons, phi, squares, alpha, beta, gamma } = run(best.at);
  return {
    ahead: (periods) => dampedPath(level, slope, phi, periods).map((value, h) => value * seasons[(series.length + h) % season]!),
    variance: squares / Math.max(1, series.length - 5 - season),
    logLikelihood: -0.5 * score,
    parameters: { alpha, beta, gamma, phi },
  };
}

function dampedPath(level: number, slope: number, phi: number, periods: number): number[] {
  let [sum, factor] = [0, 1];
  return Array.from({ length: periods }, () => {
    factor *= phi;
    sum += factor;
    return level + sum * slope;
  });
}

/** Classical decomposition of the first cycles: factors of the seasons with mean 1, and the line through what is left of the first two. */
function firstStates(series: readonly number[], season: number): { level: number; slope: number; seasons: number[] } {
  const head = series.slice(0, Math.min(series.length, 3 * season));
  const half = Math.floor(season / 2);
  const ratios = Array.from({ length: season }, () => [] as number[]);
  for (let t = half; t + half < head.length; t += 1) {
    const around = head.slice(t - half, t + half + 1);
    const trend = season % 2 === 1 ? mean(around) : (around.reduce((sum, y) => sum + y, 0) - (around[0]! + around.at(-1)!) / 2) / season;
    ratios[t % season]!.push(head[t]! / trend);
  }
  const raw = ratios.map((own) => (own.length > 0 ? mean(own) : 1));
  const seasons = raw.map((factor) => factor / mean(raw));
  const flat = head.slice(0, Math.max(10, 2 * season)).map((y, t) => y / seasons[t % season]!);
  const middle = (flat.length + 1) / 2;
  const slope =
    flat.reduce((sum, y, t) => sum + (t + 1 - middle) * (y - mean(flat)), 0) / flat.reduce((sum, _, t) => sum + (t + 1 - middle) ** 2, 0);
  return { level: mean(flat) - slope * middle, slope, seasons };
}

/** A free number brought between 0.0001 and 0.9999, or between 0.8 and 0.98. */
function bounded(x: number): number {
  return 0.0001 + 0.9998 / (1 + Math.exp(-x));
}

function damping(x: number): number {
  return 0.8 + 0.18 / (1 + Math.exp(-x));
}
