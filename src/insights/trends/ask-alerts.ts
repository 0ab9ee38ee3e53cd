import { addDays, dayOf, now } from "#base/clock.ts";
import { leastWeeks } from "#stats/change/watch.ts";
import { listPipelines } from "#pipelines/queries.ts";
import { getGround } from "../queries.ts";
import { pastOf } from "#ledger/moment.ts";
import type { Asker } from "../scope.ts";
import { countUnread, findLook, listTold, type AlertRow } from "./alert-queries.ts";
import type { Alert, AlertsAnswer } from "./contract.ts";
import { betterOf, unitOf } from "./metrics.ts";

/** What was told, most money first; those set aside and those that are over only if asked for. Of a past day: what had been told by then. */
export async function askAlerts(
  { db, workspaceId, userId }: Asker,
  { all, asOf, asKnownOn }: { all: boolean; asOf?: string | undefined; asKnownOn?: string | undefined },
): Promise<AlertsAnswer> {
  return db.inWorkspace(workspaceId, async (tx) => {
    const { timeZone } = await getGround(tx);
    const moment = await pastOf(tx, { asOf, asKnownOn }, timeZone);
    const day = moment && dayOf(moment.atMs, timeZone);
    const rows = await listTold(tx, day && knownToBeOver(day), moment?.atMs ?? now(), all);
    const wordOf = namesOf(await listPipelines(tx));
    const look = await findLook(tx);
    return {
      alerts: rows.map((row) => ({ ...wireOf(moment ? asThen(row, day!, moment.atMs) : row, userId), ...wordOf(row) })),
      unread: await countUnread(tx, userId),
      lookedAt: look ? new Date(look.lookedAt).toISOString() : null,
    };
  });
}

/** A change that was over since this day, or before, could be known to be so on a day. */
function knownToBeOver(day: string): string {
  return addDays(day, -7 * leastWeeks);
}

/** What had become of an alert by a past day: neither set aside later, nor over when that could not be known yet. */
function asThen(row: AlertRow, day: string, atMs: number): AlertRow {
  return {
    ...row,
    overSince: row.overSince !== null && row.overSince <= knownToBeOver(day) ? row.overSince : null,
    dismissedAt: row.dismissedAt !== null && row.dismissedAt <= atMs ? row.dismissedAt : null,
  };
}

type Shape = { id: string; name: string; stages: readonly { id: string; name: string }[] };

function namesOf(pipelines: readonly Shape[]) {
  return ({ pipelineId, stageId, segmentBy, segment }: AlertRow): Pick<Alert, "stageName" | "nextStageName" | "segmentName"> => {
    const stages = pipelines.find(({ id }) => id === pipelineId)?.stages ?? [];
    const index = stages.findIndex(({ id }) => id === stageId);
    return {
      stageName: stages[index]?.name ?? null,
      nextStageName: index < 0 ? null : (stages[index + 1]?.name ?? null),
      segmentName: segmentBy === "pipeline" ? (pipelines.find(({ id }) => id === segment)?.name ?? segment) : segment,
    };
  };
}

function wireOf(row: AlertRow, userId: string | null): Omit<Alert, "stageName" | "nextStageName" | "segmentName"> {
  const { toldAt, dismissedAt, seenBy, direction, ...rest } = row;
  return {
    ...rest,
    direction: direction === 1 ? "up" : "down",
    unit: unitOf(row.metric),
    better: betterOf(row.metric),
    toldAt: new Date(toldAt!).toISOString(),
    seen: userId !== null && seenBy.includes(userId),
    dismissed: dismissedAt !== null,
  };
}
