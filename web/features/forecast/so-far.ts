import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

/** The days of a forecast that are over; a past day asked about is the last of them. */
export function soFar({ from, to, asOf }: ForecastAnswer, scope: ScopeParams): ScopeParams {
  return { ...scope, from, to: asOf.slice(0, 10) < to ? (scope.asOf ?? scope.asKnownOn ?? to) : to };
}
