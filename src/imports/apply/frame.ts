import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import type { Workspace } from "#workspaces/queries.ts";
import type { Plan } from "../contract.ts";
import type { Item } from "../items.ts";

/** What applying items needs to know. `onlyOpen`: the files tell of no deal that ended, so those that ended are not known. */
export type Frame = {
  importId: string;
  actorId: string | null;
  startedAt: number;
  plan: Plan;
  pipeline: Pipeline;
  workspace: Workspace;
  onlyOpen: boolean;
};

export type ItemRow<Of extends Item = Item> = { n: number; key: string | null; item: Of };

export type FieldChange = { field: string; before: string | null; after: string | null };

/** What became of an item, or would. */
export type Verdict = {
  n: number;
  status: "created" | "updated" | "unchanged" | "refused";
  title: string;
  /** The contact or company that was there already and that it went to. */
  joined?: string | undefined;
  changes?: FieldChange[];
  fault?: { code: string; field: string | null; value: string | null };
};

/** Marks the transaction as the import's: the ledger names it as cause and source, and rows are kept as they were before it. */
export async function beginImport(tx: Tx, importId: string): Promise<void> {
  await tx.query(sql`select set_config('sluice.import', ${importId}, true)`);
}

/** The fields of `after` that differ from `before`, as text for people. */
export function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  return Object.keys(after).flatMap((field) => {
    const [was, is] = [words(before[field]), words(after[field])];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

function words(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : typeof value === "string" ? value : JSON.stringify(value);
}
