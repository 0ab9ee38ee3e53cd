import type { SavedPlan } from "./beliefs/context.ts";
import type { Import } from "./queries.ts";

/** By what a plan is found again: the headers of its files, in whatever order. */
export function fingerprintOf({ files }: Pick<Import, "files">): string {
  return files
    .flatMap(({ fingerprint }) => fingerprint ?? [])
    .sort()
    .join(" ");
}

/** A plan with the headers it was made for, so that it fits the same columns in another order. */
export function savedPlanOf({ name, plan, files }: Import): SavedPlan {
  return { name, plan: plan!, headers: Object.fromEntries(files.map(({ id, columns }) => [id, columns.map(({ header }) => header)])) };
}
