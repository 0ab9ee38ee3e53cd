import { median } from "../numbers/quantile.ts";
import { wape } from "./accuracy.ts";

/** A past origin: what each member said, and what came. A member that had nothing to say yet is null. */
export type Origin = { forecasts: readonly (number | null)[]; actual: number };

/**
 * One forecast from several: their median until eight origins are behind, then their mean with weights ∝ 1 ÷ WAPE, moved halfway to equal
 * ones. Members without a forecast are passed over; null where none has one.
 */
export function combine(forecasts: readonly (number | null)[], past: readonly Origin[]): number | null {
  const present = forecasts.flatMap((value, member) => (value === null ? [] : [{ value, member }]));
  if (present.length === 0) return null;
  const weights = present.map(({ member }) => weightOf(member, past));
  if (past.length < 8 || weights.some((weight) => weight === null)) return median(present.map(({ value }) => value));
  const sum = weights.reduce<number>((total, weight) => total + weight!, 0);
  return present.reduce((total, { value }, i) => total + value * (weights[i]! / sum / 2 + 1 / present.length / 2), 0);
}

function weightOf(member: number, past: readonly Origin[]): number | null {
  const own = past.filter(({ forecasts }) => forecasts[member] != null);
  if (own.length < 8) return null;
  const error = wape(
    own.map(({ actual }) => actual),
    own.map(({ forecasts }) => forecasts[member]!),
  );
  return Number.isFinite(error) ? 1 / Math.max(error, 0.001) : null;
}

/** How much smaller the error is than that of a naive forecast: 0.2 = a fifth smaller, negative where the naive one is better. Null of nothing. */
export function gainOver(actual: readonly number[], forecast: readonly number[], naive: readonly number[]): number | null {
  const gain = 1 - wape(actual, forecast) / wape(actual, naive);
  return Number.isFinite(gain) ? gain : null;
}
