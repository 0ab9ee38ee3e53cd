import { logBeta } from "../numbers/beta.ts";
import { logGamma } from "../numbers/gamma.ts";
import { hypergeometric } from "../numbers/hypergeometric.ts";
import { nelderMead } from "../numbers/minimise.ts";
import { drawBeta, drawGamma } from "../numbers/draw.ts";
import { drawsAround } from "../numbers/draws-around.ts";
import type { Random } from "../numbers/random.ts";

/** What is known of a customer: repeat orders, when the last came, and how long it was watched, both since the first order; one unit of time (weeks). */
export type Customer = { orders: number; last: number; watched: number };

/** Orders come at a rate that is gamma(r, alpha) over customers; after each the customer leaves for good with a chance that is beta(a, b). */
export type BgNbd = { r: number; alpha: number; a: number; b: number };

/**
 * Fits the BG/NBD model of repeat purchases (Fader, Hardie & Lee 2005) by maximum likelihood with Nelder-Mead in the logarithms, from (1, 3, 1, 3).
 * Customers with equal numbers are counted once. `draw` gives parameters as uncertain as the fit is, from the inverse of the second derivatives; null
 * where those do not say (too few customers).
 */
export function fitBgNbd(customers: readonly Customer[]): BgNbd & { logLikelihood: number; draw: ((random: Random) => BgNbd) | null } {
  const rows = tally(customers);
  const loss = (logs: readonly number[]) => far(logs) - logLikelihoodOf(rows, fromLogs(logs));
  const { at, value } = nelderMead(loss, [0, Math.log(3), 0, Math.log(3)], { step: 0.5, tolerance: 1e-11 });
  const around = drawsAround(loss, at);
  return { ...fromLogs(at), logLikelihood: -value, draw: around && ((random) => fromLogs(around(random))) };
}

/** Chance that a customer has not left for good: 1 ÷ (1 + 1{x > 0} · a ÷ (b + x − 1) · ((α + T) ÷ (α + tₓ))^(r + x)). */
export function chanceAlive({ r, alpha, a, b }: BgNbd, { orders, last, watched }: Customer): number {
  if (orders === 0) return 1;
  const log = Math.log(a / (b + orders - 1)) + (r + orders) * Math.log((alpha + watched) / (alpha + last));
  return 1 / (1 + Math.exp(log));
}

/**
 * Orders to be expected of a customer in the coming `time`: (a + b + x − 1) ÷ (a − 1) · [1 − ((α + T) ÷ (α + T + t))^(r + x) · ₂F₁(r + x, b + x; a +
 * b + x − 1; t ÷ (α + T + t))] · P(alive).
 */
export function expectedOrders(model: BgNbd, customer: Customer, time: number): number {
  const { r, alpha, b } = model;
  const a = besideOne(model.a);
  const { orders: x, watched } = customer;
  const z = time / (alpha + watched + time);
  const c = a + b + x - 1;
  // As it stands, or by Euler's transformation, whichever has the smaller power beside 2F1: neither many orders nor a large a overflow.
  const left =
    a - 1 > r + x ? (1 - z) ** (r + x) * hypergeometric(r + x, b + x, c, z) : (1 - z) ** (a - 1) * hypergeometric(c - r - x, a - 1, c, z);
  const all = (c / (a - 1)) * (1 - left);
  return all * chanceAlive(model, customer);
}

/** Repeat orders to be expected of a new customer within `time` of its first order. */
export function expectedOfNew(model: BgNbd, time: number): number {
  const { r, alpha, b } = model;
  const a = besideOne(model.a);
  const z = time / (alpha + time);
  return ((a + b - 1) / (a - 1)) * (1 - (1 - z) ** r * hypergeometric(r, b, a + b - 1, z));
}

/** Repeat orders of a customer within `time`, drawn as the model has them given what is known; for ranges of what customers are worth. */
export function drawOrders({ r, alpha, a, b }: BgNbd, customer: Customer, time: number, random: Random): number {
  if (random.uniform() > chanceAlive({ r, alpha, a, b }, customer)) return 0;
  const rate = drawGamma(random, r + customer.orders) / (alpha + customer.watched);
  const leaves = drawBeta(random, a, b + customer.orders);
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

function logLikelihoodOf(rows: readonly Row[], { r, alpha, a, b }: BgNbd): number {
  const most = rows.reduce((top, { orders }) => Math.max(top, orders), 0);
  const constant = r * Math.log(alpha) - logGamma(r);
  // What depends on the number of orders alone is worked out once for each number.
  const byOrders = Array.from({ length: most + 1 }, (_, x) => ({
    common: logGamma(r + x) + constant + logBeta(a, b + x) - logBeta(a, b),
    left: x > 0 ? Math.log(a) - Math.log(b + x - 1) : -Infinity,
  }));
  let sum = 0;
  for (const { orders, last, watched, n } of rows) {
    const { common, left } = byOrders[orders]!;
    const alive = -(r + orders) * Math.log(alpha + watched);
    const gone = left === -Infinity ? -Infinity : left - (r + orders) * Math.log(alpha + last);
    sum += n * (common + Math.max(alive, gone) + Math.log1p(Math.exp(-Math.abs(alive - gone))));
  }
  return sum;
}

function fromLogs(logs: readonly number[]): BgNbd {
  const [r, alpha, a, b] = logs.map(Math.exp);
  return { r: r!, alpha: alpha!, a: a!, b: b! };
}
