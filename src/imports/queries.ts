import { sql, type RawBuilder } from "kysely";
import { limits } from "#base/limits.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { SavedPlan } from "./beliefs/context.ts";
import type { Belief, ImportFile, ImportResult, ImportState, Plan } from "./contract.ts";

/** An import as it is stored. Instants are epoch ms. */
export type Import = {
  id: string;
  name: string;
  state: ImportState;
  files: (ImportFile & { fingerprint: string | null })[];
  plan: Plan | null;
  savedPlan: number | null;
  beliefs: Belief[];
  checkResult: ImportResult | null;
  result: ImportResult | null;
  atStep: number;
  atItem: number;
  firstSeq: number | null;
  kept: { kind: string; id: string; name: string; fields: string[] }[];
  keptCount: number;
  failure: { code: string; details: Record<string, unknown> } | null;
  createdBy: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  undoneAt: number | null;
  by: string | null;
};

const columns: RawBuilder<Import> = sql`
  i.id, i.name, i.state, i.files, i.plan, i.saved_plan as "savedPlan", i.beliefs, i.check_result as "checkResult", i.result, i.at_step as "atStep", i.at_item as "atItem",
  i.first_seq as "firstSeq", i.kept, i.kept_count as "keptCount", i.failure, i.created_by as "createdBy", i.created_at as "createdAt", i.started_at as "startedAt",
  i.finished_at as "finishedAt", i.undone_at as "undoneAt",
  (select m.name from member m where m.workspace_id = i.workspace_id and m.user_id = i.created_by) as by`;

export async function getImport(tx: Tx, id: string): Promise<Import> {
  const [row] = await tx.query<Import>(sql`select ${columns} from import i where i.workspace_id = ${tx.workspaceId} and i.id = ${id}`);
  if (!row) throw refuse("missing", "import_missing", { importId: id });
  return row;
}

/** The import, held until the transaction ends: its state changes one at a time. */
export async function lockImport(tx: Tx, id: string): Promise<Import> {
  const [row] = await tx.query<Import>(
    sql`select ${columns} from import i where i.workspace_id = ${tx.workspaceId} and i.id = ${id} for update of i`,
  );
  if (!row) throw refuse("missing", "import_missing", { importId: id });
  return row;
}

export function listImports(tx: Tx): Promise<Import[]> {
  return tx.query<Import>(sql`
    select ${columns} from import i where i.workspace_id = ${tx.workspaceId}
    order by i.created_at desc, i.id desc
    limit ${limits.imports}
  `);
}

export async function insertImport(
  tx: Tx,
  { id, name, createdBy, createdAt }: Pick<Import, "id" | "name" | "createdBy" | "createdAt">,
): Promise<void> {
  await tx.query(sql`
    insert into import (workspace_id, id, name, state, created_by, created_at)
    values (${tx.workspaceId}, ${id}, ${name}, 'draft', ${createdBy}, ${new Date(createdAt).toISOString()})
  `);
}

export async function deleteImport(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`delete from import_before where workspace_id = ${tx.workspaceId} and import_id = ${id}`);
  await tx.query(sql`delete from import where workspace_id = ${tx.workspaceId} and id = ${id}`);
}

/** Writes what has changed of an import; what is not named stays. */
export async function updateImport(
  tx: Tx,
  id: string,
  change: Partial<Omit<Import, "id" | "by" | "createdBy" | "createdAt">>,
): Promise<void> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const sets: RawBuilder<unknown>[] = [];
  const set = <Key extends keyof typeof change>(
    key: Key,
    column: string,
    write: (value: NonNullable<typeof change>[Key]) => unknown = (value) => value,
  ) => {
    if (Object.hasOwn(change, key)) sets.push(sql`${sql.raw(column)} = ${write(change[key] as never)}`);
  };
  set("name", "name");
  set("state", "state");
  set("files", "files", json);
  set("plan", "plan", json);
  set("savedPlan", "saved_plan", (value) => instant(value as number | null));
  set("beliefs", "beliefs", json);
  set("checkResult", "check_result", json);
  set("result", "result", json);
  set("atStep", "at_step");
  set("atItem", "at_item");
  set("firstSeq", "first_seq");
  set("kept", "kept", json);
  set("keptCount", "kept_count");
  set("failure", "failure", json);
  set("startedAt", "started_at", (value) => instant(value as number | null));
  set("finishedAt", "finished_at", (value) => instant(value as number | null));
  set("undoneAt", "undone_at", (value) => instant(value as number | null));
  if (sets.length > 0) await tx.query(sql`update import set ${sql.join(sets)} where workspace_id = ${tx.workspaceId} and id = ${id}`);
}

export type Busy = { workspaceId: string; importId: string; state: ImportState };

/** Above workspaces: imports that are to be worked on, the oldest first. Index: import_busy. */
export function listBusy(db: Database): Promise<Busy[]> {
  return db.ask<Busy>(sql`
    select workspace_id as "workspaceId", id as "importId", state from import
    where state in ('checking', 'running', 'cancelling', 'undoing')
    order by created_at
    limit 100
  `);
}

/** Whether another import of the workspace is being written. */
export async function isAnotherBusy(tx: Tx, id: string): Promise<boolean> {
  const [row] = await tx.query<{ busy: boolean }>(sql`
    select exists (select from import where workspace_id = ${tx.workspaceId} and id <> ${id} and state in ('running', 'cancelling', 'undoing')) as busy
  `);
  return row!.busy;
}

/** A plan that worked for files with these headers (`headerFingerprint` of each, sorted, with blanks between). */
export async function findSavedPlan(tx: Tx, fingerprint: string): Promise<(SavedPlan & { savedAt: number }) | undefined> {
  const [row] = await tx.query<{ saved: SavedPlan; savedAt: number }>(
    sql`select plan as saved, saved_at as "savedAt" from import_plan where workspace_id = ${tx.workspaceId} and fingerprint = ${fingerprint}`,
  );
  return row && { ...row.saved, savedAt: row.savedAt };
}

export async function savePlan(tx: Tx, fingerprint: string, saved: SavedPlan, atMs: number): Promise<void> {
  await tx.query(sql`
    insert into import_plan (workspace_id, fingerprint, plan, saved_at)
    values (${tx.workspaceId}, ${fingerprint}, ${JSON.stringify(saved)}, ${new Date(atMs).toISOString()})
    on conflict (workspace_id, fingerprint) do update set plan = excluded.plan, saved_at = excluded.saved_at
  `);
}
