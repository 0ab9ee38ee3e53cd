import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";

const folder = path.resolve(import.meta.dirname, "../../../migrations");

const schemaTable =
  "create table if not exists schema_migration (version int primary key, name text not null, applied_at timestamptz not null default now())";

type Migration = { version: number; name: string; text: string };

/**
 * Brings the database to the newest schema, each migration all or nothing, its row written first so that servers that start
 * together wait for one another. Returns the schema's version; a database that is newer than this program is refused.
 */
export async function migrate(pool: pg.Pool, migrations: readonly Migration[] = readMigrations()): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query(schemaTable);
    const applied = await client.query<{ version: number }>("select version from schema_migration");
    const done = new Set(applied.rows.map((row) => row.version));
    const newest = migrations.at(-1)?.version ?? 0;
    const ahead = Math.max(0, ...done);
    if (ahead > newest) {
      throw new Error(
        `The database has schema ${ahead}, this Sluice knows ${newest}. Start the newer Sluice that made it, or restore a backup.`,
      );
    }
    for (const migration of migrations) {
      if (!done.has(migration.version)) await apply(client, migration);
    }
    return newest;
  } finally {
    client.release();
  }
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query("begin");
    const inserted = await client.query("insert into schema_migration (version, name) values ($1, $2) on conflict do nothing", [
      migration.version,
      migration.name,
    ]);
    if (inserted.rowCount === 1) await client.query(migration.text);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`Migration ${migration.name} failed; nothing of it was applied.`, { cause: error });
  }
}

export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), name, text: readFileSync(path.join(folder, name), "utf8") }));
}

/** Brings the database to the given schema within the caller's transaction. */
export async function migrateTo(client: pg.PoolClient, version: number): Promise<void> {
  await client.query(schemaTable);
  const applied = await client.query<{ version: number }>("select version from schema_migration");
  const done = new Set(applied.rows.map((row) => row.version));
  for (const migration of readMigrations()) {
    if (migration.version > version || done.has(migration.version)) continue;
    await client.query("insert into schema_migration (version, name) values ($1, $2)", [migration.version, migration.name]);
    await client.query(migration.text);
  }
}

/** The schema that this program brings a database to. */
export function newestSchema(): number {
  return readMigrations().at(-1)?.version ?? 0;
}
