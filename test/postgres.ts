import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { createLog } from "#base/log.ts";
import { openDatabase } from "#base/postgres/database.ts";
import { startEmbedded, type Connection } from "#base/postgres/embedded.ts";
import { migrate } from "#base/postgres/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: Connection;
  }
}

/** One PostgreSQL for the whole run with a migrated template; every test file clones it (see `test/database.ts`). `TEST_DATABASE_URL` names a server instead. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env["TEST_DATABASE_URL"];
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-test-"));
  const server = url ? undefined : await startEmbedded(dataDir, createLog("warn"));
  const connection: Connection = server?.connection ?? { connectionString: url! };
  const admin = new pg.Client("host" in connection ? { ...connection, database: "postgres" } : connection);
  await admin.connect();
  // nobody kills this server, so nothing of it has to outlive the machine
  if (server) {
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) await admin.query(`alter system set ${setting} = off`);
    await admin.query("select pg_reload_conf()");
  }
  await admin.query("drop database if exists sluice_template");
  await admin.query("create database sluice_template");
  await admin.end();
  const template = openDatabase(named(connection, "sluice_template"));
  await migrate(template.pool);
  await template.close();
  project.provide("postgres", connection);
  return async () => {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

export function named(connection: Connection, database: string): Connection {
  if ("host" in connection) return { ...connection, database };
  const url = new URL(connection.connectionString);
  url.pathname = `/${database}`;
  return { connectionString: url.toString() };
}
