import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { today } from "#web/lib/today.ts";

/** The days of a forecast that are over; a past day asked about is the last of them. */
export function soFar({ from, to, asOf }: Pick<ForecastAnswer, "from" | "to" | "asOf">, scope: ScopeParams, timeZone: string): ScopeParams {
  return { ...scope, from, to: today(timeZone, Date.parse(asOf)) < to ? (scope.asOf ?? scope.asKnownOn ?? to) : to };
}
