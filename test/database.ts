import { afterAll, beforeAll, inject } from "vitest";
import pg from "pg";
import { newId } from "#base/ids.ts";
import { openDatabase, type Database } from "#base/postgres/database.ts";
import type { Connection } from "#base/postgres/embedded.ts";
import { named } from "./postgres.ts";

/** A database of this test file's own, cloned from the migrated template. Use inside `describe` or at the top of a file. */
export function useDatabase(): { db: Database; connection: Connection } {
  const name = `t_${newId().replaceAll("-", "")}`;
  const server = inject("postgres");
  const connection = named(server, name);
  const holder = { db: undefined as unknown as Database, connection };
  beforeAll(async () => {
    await administer(server, `create database ${name} template sluice_template`);
    holder.db = openDatabase(connection, 8);
  });
  afterAll(async () => {
    await holder.db.close();
    await administer(server, `drop database ${name} with (force)`);
  });
  return holder;
}

async function administer(server: Connection, statement: string): Promise<void> {
  const client = new pg.Client(named(server, "postgres") as pg.ClientConfig);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
