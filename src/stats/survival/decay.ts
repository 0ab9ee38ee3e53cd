import { wilson, type Range } from "../shares/wilson.ts";
import { indexOf, type AgeTable } from "./ages.ts";
import { incidence, incidenceRange } from "./incidence.ts";

/**
 * Share of the cases not yet ended at an age that end by the first cause until a horizon: (F₁(H) − F₁(a)) ÷ S(a). That is the cumulative incidence
 * begun anew at that age (Aalen & Johansen 1978), whose range is therefore taken; S(a) and what came before cancel. `atRisk`: in view just after the
 * age; null below `least` of them, or where nothing can happen any more by the horizon.
 */
export function chanceFrom(table: AgeTable, age: number, horizon: number, level: number, least = 10): (Range & { share: number }) | null {
  const first = indexOf(table.ages, age) + 1;
  if (!(horizon > age) || !(table.atRisk[first]! >= least)) return null;
  const later: AgeTable = {
    ages: table.ages.subarray(first),
    atRisk: table.atRisk.subarray(first),
    ended: table.ended.map((column) => column.subarray(first)),
    open: table.open.subarray(first),
  };
  const { share, range } = incidenceRange(incidence(later), 1, horizon, level);
  return { share, ...(range ?? wilson(0, table.atRisk[first]!, level)) };
}
