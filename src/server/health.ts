import { Hono } from "hono";
import { sql } from "kysely";
import type { Database } from "#base/postgres/database.ts";
import type { House } from "#workspaces/http.ts";
import type { Metrics } from "./metrics.ts";
import { statesOf, type Worker } from "./workers.ts";

/** `GET /healthz` and `GET /metrics`. Not ready means 503: the database is away, or its schema is not there. */
export function health(db: Database, workers: readonly Worker[], metrics: Metrics): Hono<House> {
  return new Hono<House>()
    .get("/healthz", async (c) => {
      try {
        const [row] = await db.ask<{ schema: number }>(sql`select max(version)::int as schema from schema_migration`);
        return c.json({ status: "ready", schema: row!.schema, readers: await statesOf(workers) });
      } catch (error) {
        c.get("log").warn({ requestId: c.get("requestId"), err: error }, "not ready");
        c.header("retry-after", "1");
        return c.json({ status: "unavailable" }, 503);
      }
    })
    .get("/metrics", async (c) => {
      c.header("content-type", metrics.registry.contentType);
      return c.body(await metrics.registry.metrics());
    });
}
