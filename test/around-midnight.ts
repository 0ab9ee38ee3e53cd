import type { NewLedgerRow } from "#ledger/row.ts";
import { contactRow, day, lostRow, wonRow, type Scene } from "./ledger.ts";

/** A shop in Berlin that sells and loses twenty minutes before or after midnight, so that an hour more or less is another day, week and month. */
export function aroundMidnight(scene: Pick<Scene, "pipelineId">, days: number): NewLedgerRow[] {
  const today = Temporal.Now.zonedDateTimeISO("Europe/Berlin").startOfDay();
  return Array.from({ length: days }, (_, n) => {
    const at = today.subtract({ days: n }).epochMilliseconds + (n % 2 === 0 ? -1 : 1) * 20 * 60_000;
    const path = [["interest", at - day] as const, ["decision", at - day / 2] as const];
    const end =
      n % 3 === 0
        ? lostRow(scene, { path, closedAt: at })
        : wonRow(scene, { path: [...path, ["purchase", at]], valueMinor: 1_000 * (n + 1) });
    return [contactRow({ leadAt: at }), end];
  }).flat();
}
