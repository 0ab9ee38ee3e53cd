import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { getPipeline } from "#pipelines/queries.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import type { SetTarget, Targets } from "./contract.ts";
import { listTargets, saveTarget } from "./tables.ts";

const everything = "all";

/** All targets in the present currency as they stand, newest first; one counts from its first day until the next of its kind. */
export async function readTargets(tx: Tx): Promise<Targets> {
  const { currency } = await getWorkspace(tx);
  const rows = await listTargets(tx, currency, now());
  return {
    targets: rows.map(({ scope, stretch, from, amountMinor }) => ({
      pipelineId: scope === everything ? null : scope,
      stretch,
      from,
      amountMinor,
    })),
  };
}

/** Sets what is wanted from a month or quarter on, in the present currency. */
export async function setTarget(tx: Tx, { pipelineId, stretch, from, amountMinor }: SetTarget): Promise<Targets> {
  if (pipelineId !== null) await getPipeline(tx, pipelineId);
  const month = Number(from.slice(5, 7));
  if (month < 1 || month > 12 || (stretch === "quarter" && month % 3 !== 1)) throw refuse("invalid", "not_a_day", { day: from });
  const { currency } = await getWorkspace(tx);
  await saveTarget(tx, currency, { scope: pipelineId ?? everything, stretch, from, amountMinor });
  return readTargets(tx);
}
