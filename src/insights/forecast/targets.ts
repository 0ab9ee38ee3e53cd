import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { getPipeline } from "#pipelines/queries.ts";
import type { SetTarget, Targets } from "./contract.ts";
import { listTargets, saveTarget } from "./tables.ts";

const everything = "all";

/** All targets as they stand, newest first; one counts from its first day until the next of its kind. */
export async function readTargets(tx: Tx): Promise<Targets> {
  const rows = await listTargets(tx, now());
  return {
    targets: rows.map(({ scope, stretch, from, amountMinor }) => ({
      pipelineId: scope === everything ? null : scope,
      stretch,
      from,
      amountMinor,
    })),
  };
}

/** Sets what is wanted from a month or quarter on. */
export async function setTarget(tx: Tx, { pipelineId, stretch, from, amountMinor }: SetTarget): Promise<Targets> {
  if (pipelineId !== null) await getPipeline(tx, pipelineId);
  const month = Number(from.slice(5, 7));
  if (month < 1 || month > 12 || (stretch === "quarter" && month % 3 !== 1)) throw refuse("invalid", "not_a_day", { day: from });
  await saveTarget(tx, { scope: pipelineId ?? everything, stretch, from, amountMinor });
  return readTargets(tx);
}
