import type { Measure, MeasureCause } from "./contract.ts";
import { conversionMeasures } from "./measures-conversion.ts";
import { otherMeasures } from "./measures-other.ts";

/** What may be done about a jam, by what causes it: proposals of the trade, not findings about this shop. */
export const measures: readonly Measure[] = [...conversionMeasures, ...otherMeasures];

/** The measures for some causes, the first cause's first. */
export function measuresFor(causes: readonly MeasureCause[]): string[] {
  return causes.flatMap((cause) => measures.filter((measure) => measure.cause === cause).map(({ id }) => id));
}
