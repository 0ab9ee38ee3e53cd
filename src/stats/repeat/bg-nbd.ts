import { logBeta } from "../numbers/beta.ts";
import { logGamma } from "../numbers/gamma.ts";
import { hypergeometric } from "../numbers/hypergeometric.ts";
import { nelderMead } from "../numbers/minimise.ts";
import { drawBeta, drawGamma } from "../numbers/draw.ts";
import { drawsAround } from "../numbers/draws-around.ts";
import type { Random } from "../numbers/random.ts";

/** What is known of a customer: repeat orders, when the last came, and how long it was watched, both since the first order; one unit of time (weeks). */
export type Customer = { orders: number; last: number; watched: number };

/**
 * Orders come at a rate that is gamma(r, alpha) over customers; after each repeat order the customer leaves for good with a chance that is beta(a, b), by
 * MBG/NBD after the first order too.
 */
export type BgNbd = { name: "BG/NBD" | "MBG/NBD"; r: number; alpha: number; a: number; b: number };
export type BgNbdFit = BgNbd & {
  logLikelihood: number;
  /** Parameters as uncertain as the fit is; null where the second derivatives do not say (too few customers). */
  draw: ((random: Random) => BgNbd) | null;
};

/** By how much the logarithm of its likelihood has to be better before MBG/NBD, which has as many parameters, takes the place of BG/NBD. */
const clearlyBetter = 2;

/** The model that tells better how these customers came back: BG/NBD, or MBG/NBD where that is clearly likelier. */
export function fitRepeat(customers: readonly Customer[]): BgNbdFit {
  const [plain, modified] = [fitBgNbd(customers), fitBgNbd(customers, "MBG/NBD")];
  return modified.logLikelihood > plain.logLikelihood + clearlyBetter ? modified : plain;
}

/**
 * Fits BG/NBD (Fader, Hardie & Lee 2005) or MBG/NBD (Batislam, Denizel & Filiztekin 2007) by maximum likelihood with Nelder-Mead in the logarithms, from
 * (1, 3, 1, 3). Customers with equal numbers are counted once.
 */
export function fitBgNbd(customers: readonly Customer[], name: BgNbd["name"] = "BG/NBD"): BgNbdFit {
  const rows = tally(customers);
  const modelAt = (logs: readonly number[]): BgNbd => {
    const [r, alpha, a, b] = logs.map(Math.exp);
    return { name, r: r!, alpha: alpha!, a: a!, b: b! };
  };
  const loss = (logs: readonly number[]) => far(logs) - logLikelihoodOf(rows, modelAt(logs));
  const { at, value } = nelderMead(loss, [0, Math.log(3), 0, Math.log(3)], { step: 0.5, tolerance: 1e-11 });
  const around = drawsAround(loss, at);
  return { ...modelAt(at), logLikelihood: -value, draw: around && ((random) => modelAt(around(random))) };
}

/** Chance that a customer has not left for good: 1 ÷ (1 + a ÷ (b + s − 1) · ((α + T) ÷ (α + tₓ))^(r + x)), s of `chancesToLeave`; 1 where s = 0. */
export function chanceAlive(model: BgNbd, { orders, last, watched }: Customer): number {
  const chances = chancesToLeave(model, orders);
  if (chances === 0) return 1;
  const { r, alpha, a, b } = model;
  const log = Math.log(a / (b + chances - 1)) + (r + orders) * Math.log((alpha + watched) / (alpha + last));
  return 1 / (1 + Math.exp(log));
}

/** After how many of its orders a customer might have left: the repeat orders, by MBG/NBD the first one too. */
function chancesToLeave({ name }: BgNbd, orders: number): number {
  return name === "MBG/NBD" ? orders + 1 : orders;
}

/**
 * Orders to be expected of a customer in the coming `time`: (a + b + s − 1) ÷ (a − 1) · [1 − ((α + T) ÷ (α + T + t))^(r + x) · ₂F₁(r + x, b + s; a +
 * b + s − 1; t ÷ (α + T + t))] · P(alive), s of `chancesToLeave`.
 */
export function expectedOrders(model: BgNbd, customer: Customer, time: number): number {
  const { r, alpha } = model;
  const a = besideOne(model.a);
  const { orders: x, watched } = customer;
  const b = model.b + chancesToLeave(model, x);
  const z = time / (alpha + watched + time);
  const c = a + b - 1;
  // As it stands, or by Euler's transformation, whichever has the smaller power beside 2F1: neither many orders nor a large a overflow.
  const left =
    a - 1 > r + x ? (1 - z) ** (r + x) * hypergeometric(r + x, b, c, z) : (1 - z) ** (a - 1) * hypergeometric(c - r - x, a - 1, c, z);
  const all = (c / (a - 1)) * (1 - left);
  return all * chanceAlive(model, customer);
}

/**
 * Orders to be expected in the coming `time`, later ones counted as less: Σ (E[Y(t)] − E[Y(t − step)]) ÷ (1 + rate)^(t ÷ year) over the ends t of its
 * steps, the last of which may be shorter.
 */
export function discountedOrders(
  model: BgNbd,
  customer: Customer,
  time: number,
  { rate, step, year }: { rate: number; step: number; year: number },
): number {
  let [sum, before] = [0, 0];
  for (let from = 0; from < time; from += step) {
    const end = Math.min(time, from + step);
    const until = expectedOrders(model, customer, end);
    sum += (until - before) / (1 + rate) ** (end / year);
    before = until;
  }
  return sum;
}

/** Repeat orders to be expected of a new customer within `time` of its first order. */
export function expectedOfNew(model: BgNbd, time: number): number {
  return expectedOrders(model, { orders: 0, last: 0, watched: 0 }, time);
}

/** Repeat orders of a customer within `time`, drawn as the model has them given what is known; for ranges of what customers are worth. */
export function drawOrders(model: BgNbd, customer: Customer, time: number, random: Random): number {
  if (random.uniform() > chanceAlive(model, customer)) return 0;
  const { r, alpha, a, b } = model;
  const rate = drawGamma(random, r + customer.orders) / (alpha + customer.watched);
  const leaves = drawBeta(random, a, b + chancesToLeave(model, customer.orders));
  let [now, count] = [0, 0];
  for (;;) {
    now -= Math.log(random.uniform()) / rate;
    if (now > time) return count;
    count += 1;
    if (random.uniform() < leaves) return count;
  }
}

/** The formulas divide by a − 1; right at 1 they are the limit from beside it. */
function besideOne(a: number): number {
  return Math.abs(a - 1) < 1e-5 ? 1 + 1e-5 : a;
}

/**
 * Where all customers are alike, r and α, or a and b, would grow together without end and the data would not say where to stop: beyond e^±5 it
 * costs a little (a wide prior). Nothing within.
 */
function far(logs: readonly number[]): number {
  return logs.reduce((sum, log) => sum + 0.5 * Math.max(0, Math.abs(log) - 5) ** 2, 0);
}

type Row = Customer & { n: number };

function tally(customers: readonly Customer[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { orders, last, watched } of customers) {
    const key = `${orders} ${last} ${watched}`;
    const row = rows.get(key);
    if (row) row.n += 1;
    else rows.set(key, { orders, last, watched, n: 1 });
  }
  return [...rows.values()];
}

function logLikelihoodOf(rows: readonly Row[], model: BgNbd): number {
  const { r, alpha, a, b } = model;
  const most = rows.reduce((top, { orders }) => Math.max(top, orders), 0);
  const constant = r * Math.log(alpha) - logGamma(r);
  // What depends on the number of orders alone is worked out once for each number.
  const byOrders = Array.from({ length: most + 1 }, (_, x) => {
    const chances = chancesToLeave(model, x);
    return {
      common: logGamma(r + x) + constant + logBeta(a, b + chances) - logBeta(a, b),
      left: chances > 0 ? Math.log(a) - Math.log(b + chances - 1) : -Infinity,
    };
  });
  let sum = 0;
  for (const { orders, last, watched, n } of rows) {
    const { common, left } = byOrders[orders]!;
    const alive = -(r + orders) * Math.log(alpha + watched);
    const gone = left === -Infinity ? -Infinity : left - (r + orders) * Math.log(alpha + last);
    sum += n * (common + Math.max(alive, gone) + Math.log1p(Math.exp(-Math.abs(alive - gone))));
  }
  return sum;
}
