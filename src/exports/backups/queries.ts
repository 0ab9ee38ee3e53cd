import { sql } from "kysely";
import type { Database } from "#base/postgres/database.ts";

/** How one backup went; while it runs, or when it was killed on the way, neither file nor error is there. */
export type BackupRow = {
  id: string;
  nightly: boolean;
  startedAt: number;
  finishedAt: number | null;
  file: string | null;
  bytes: number | null;
  error: string | null;
};

export async function insertBackup(
  db: Database,
  { id, nightly, startedAt }: Pick<BackupRow, "id" | "nightly" | "startedAt">,
): Promise<void> {
  await db.inSystem((tx) =>
    tx.query(sql`insert into backup (id, nightly, started_at) values (${id}, ${nightly}, ${new Date(startedAt).toISOString()})`),
  );
}

export async function finishBackup(db: Database, id: string, result: { file: string; bytes: number } | { error: string }): Promise<void> {
  const { file = null, bytes = null, error = null } = result as Partial<Pick<BackupRow, "file" | "bytes" | "error">>;
  await db.inSystem(async (tx) => {
    await tx.query(sql`update backup set finished_at = now(), file = ${file}, bytes = ${bytes}, error = ${error} where id = ${id}`);
    await tx.query(sql`delete from backup where id in (select id from backup order by started_at desc offset 200)`);
  });
}

/** The newest first. Index: backup_started. */
export function listBackups(db: Database, limit: number): Promise<BackupRow[]> {
  return db.inSystem((tx) =>
    tx.query<BackupRow>(sql`
      select id, nightly, started_at as "startedAt", finished_at as "finishedAt", file, bytes, error from backup
      order by started_at desc
      limit ${limit}
    `),
  );
}
