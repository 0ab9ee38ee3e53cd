import { createHash } from "node:crypto";
import type { ForecastAnswer, HorizonName } from "./contract.ts";
import type { ShownRow } from "./tables.ts";

/** A forecast as it is stored. */
export function shownOf(answer: ForecastAnswer, scope: string, day: string): ShownRow {
  const at = (level: number) => answer.ranges.find((range) => range.level === level);
  return {
    scope,
    horizon: answer.horizon as HorizonName,
    day,
    from: answer.from,
    to: answer.to,
    currency: answer.currency,
    middle: answer.figure.value ?? 0,
    low50: at(0.5)?.low ?? null,
    high50: at(0.5)?.high ?? null,
    low80: at(0.8)?.low ?? null,
    high80: at(0.8)?.high ?? null,
    low95: at(0.95)?.low ?? null,
    high95: at(0.95)?.high ?? null,
    method: answer.figure.method,
    state: answer.state,
    n: answer.wins,
    inputs: createHash("sha256")
      .update(JSON.stringify([answer.asOf, answer.seq, answer.members, answer.split]))
      .digest("hex")
      .slice(0, 32),
  };
}
