import { dayOf, now } from "#base/clock.ts";
import { onThread } from "#base/thread.ts";
import { withScope, type Asker } from "../scope.ts";
import { listAlerts, lockAlerts, saveAlerts, saveLook } from "./alert-queries.ts";
import type { SeriesChanges } from "./find-changes.ts";
import { readSeries, type RawSeries } from "./read-series.ts";
import { tell } from "./tell.ts";

/** Watches on a thread, so that the server goes on answering. */
export function findOnThread(series: readonly RawSeries[], mondays: readonly string[]): Promise<SeriesChanges[]> {
  return onThread("#insights/trends/find-changes.ts", "findChanges", { series, mondays });
}

/** Looks through a workspace's series and those of its segments, and writes down what changed. Looking again tells nothing twice. */
export async function lookForChanges(asker: Asker): Promise<void> {
  const { series, mondays, seq, timeZone, currency } = await withScope(asker, { from: "first" }, async (duck, scope) => {
    const { weeks, series } = await readSeries(duck, scope, { segments: true });
    return { series, mondays: weeks.mondays, seq: scope.seq, timeZone: scope.timeZone, currency: scope.currency };
  });
  const found = await findOnThread(series, mondays);
  const nowMs = now();
  await asker.db.inWorkspace(asker.workspaceId, async (tx) => {
    await lockAlerts(tx);
    await saveAlerts(tx, tell(series, found, mondays, { alerts: await listAlerts(tx), currency, nowMs, timeZone }));
    await saveLook(tx, { day: dayOf(nowMs, timeZone), seq, lookedAt: nowMs });
  });
}
