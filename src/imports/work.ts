import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance, type DuckDBAppender } from "@duckdb/node-api";
import { duckOf, type Duck } from "#base/duck.ts";
import type { Kind } from "./contract.ts";

/** One import's own DuckDB file: its files' rows, what they become, and what a dry run found. */
export type Work = Duck & { close(): void };

const settings = { threads: "2", memory_limit: "192MB" };

export function folderOf(dataDir: string, importId: string): string {
  return path.join(dataDir, "imports", importId);
}

export function hasWork(dataDir: string, importId: string): boolean {
  return existsSync(path.join(folderOf(dataDir, importId), "work.duckdb"));
}

export async function openWork(dataDir: string, importId: string): Promise<Work> {
  const folder = folderOf(dataDir, importId);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(path.join(folder, "work.duckdb"), { ...settings, temp_directory: path.join(folder, "spill") });
  const connection = await instance.connect();
  return {
    ...duckOf(connection),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The order in which kinds are applied: what others refer to comes first. */
export const steps: readonly Kind[] = ["team", "products", "companies", "contacts", "deals", "orders", "activities", "events"];

/**
 * `item`: what rows become, in the order in which they are applied; `who` keeps what concerns one person together. `amount`, `currency` and
 * `flag` are for counting: a deal's outcome, or `guest`, `customer`, `returned`, `returnedGuest` of an order.
 * `refused`: rows that become nothing. `verdict`: what a dry run found about each item.
 */
export const itemTables = `
  create or replace table raw_item (seq bigint, step bigint, kind varchar, file varchar, line bigint, key varchar, who varchar, at bigint, amount bigint, currency varchar, flag varchar, body varchar);
  create or replace table refused (file varchar, line bigint, kind varchar, code varchar, field varchar, value varchar);
  create or replace table verdict (n bigint, status varchar, title varchar, joined varchar, changes varchar, code varchar, field varchar, value varchar);
  drop table if exists item;
`;

/** Appends a row of texts, numbers and nulls. */
export function appendRow(appender: DuckDBAppender, values: readonly (string | number | bigint | null)[]): void {
  for (const value of values) {
    if (value === null) appender.appendNull();
    else if (typeof value === "string") appender.appendVarchar(value);
    else appender.appendBigInt(BigInt(value));
  }
  appender.endRow();
}
