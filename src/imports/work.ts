import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance, type DuckDBAppender } from "@duckdb/node-api";
import { duckOf, type Duck } from "#base/duck.ts";
import type { Kind } from "./contract.ts";

/** A connection to one import's own DuckDB file: its files' rows, what they become, and what a dry run found. */
export type Work = Duck;

export type Works = {
  /** Runs `work` on the import's file, which is opened when nobody has it open. */
  use<T>(importId: string, work: (duck: Work) => Promise<T>): Promise<T>;
  folder(importId: string): string;
  /** Throws away all that was kept for the import outside the database. */
  forget(importId: string): void;
};

const settings = { threads: "2", memory_limit: "192MB" };

/** The imports' folders, `<data>/imports/<id>/`; each holds the files as they came, and `work.duckdb`. */
export function createWorks(dataDir: string): Works {
  const opened = new Map<string, { instance: Promise<DuckDBInstance>; users: number }>();
  const folder = (importId: string) => path.join(dataDir, "imports", importId);

  async function openInstance(importId: string): Promise<DuckDBInstance> {
    mkdirSync(folder(importId), { recursive: true, mode: 0o700 });
    return DuckDBInstance.create(path.join(folder(importId), "work.duckdb"), {
      ...settings,
      temp_directory: path.join(folder(importId), "spill"),
    });
  }

  return {
    folder,
    async use(importId, work) {
      let entry = opened.get(importId);
      if (!entry) opened.set(importId, (entry = { instance: openInstance(importId), users: 0 }));
      entry.users += 1;
      try {
        const connection = await (await entry.instance).connect();
        try {
          return await work(duckOf(connection));
        } finally {
          connection.closeSync();
        }
      } finally {
        entry.users -= 1;
        if (entry.users === 0) {
          opened.delete(importId);
          (await entry.instance.catch(() => undefined))?.closeSync();
        }
      }
    },
    forget: (importId) => rmSync(folder(importId), { recursive: true, force: true }),
  };
}

/** The order in which kinds are applied: what others refer to comes first. */
export const steps: readonly Kind[] = ["team", "products", "companies", "contacts", "deals", "orders", "activities", "events"];

/**
 * `item`: what rows become, in the order in which they are applied; `who` keeps what concerns one person together. `amount`, `currency` and
 * `flag` are for counting: a deal's outcome, or `guest`, `customer`, `returned`, `returnedGuest` of an order.
 * `refused`: rows that become nothing; `first` is the first line of the order that a line belongs to. `verdict`: what a dry run found about each item.
 */
export const itemTables = `
  create or replace table raw_item (seq bigint, step bigint, kind varchar, file varchar, line bigint, key varchar, who varchar, happened bigint, amount bigint, currency varchar, flag varchar, body varchar);
  create or replace table refused (file varchar, line bigint, first bigint, kind varchar, code varchar, field varchar, value varchar);
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
