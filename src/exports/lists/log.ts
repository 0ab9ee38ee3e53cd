import { sql } from "kysely";
import type { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import type { logQuery } from "#intake/contract.ts";
import type { Column, List, Manner } from "./columns.ts";
import { pagesOf } from "./pages.ts";
import { wordOf } from "./words.ts";

type Query = Pick<z.infer<typeof logQuery>, "status" | "q">;

type Row = {
  receivedAt: number;
  kind: string;
  status: "waiting" | "accepted" | "ignored" | "refused" | "failed";
  reason: string | null;
  who: string | null;
  externalId: string;
  contactId: string | null;
  body: string | null;
};

/** What came in through one source, the newest first. Index: inbound_log. */
export function logList(db: Database, workspaceId: string, sourceId: string, { status, q }: Query, { language }: Manner): List<Row> {
  const columns: Column<Row>[] = [
    { head: "received", kind: "instant", of: (row) => row.receivedAt },
    { head: "event", kind: "text", of: (row) => row.kind },
    { head: "status", kind: "text", of: (row) => wordOf(row.status, language) },
    { head: "reason", kind: "text", of: (row) => row.reason },
    { head: "who", kind: "text", of: (row) => row.who },
    { head: "externalId", kind: "text", of: (row) => row.externalId },
    { head: "contactId", kind: "text", of: (row) => row.contactId },
    { head: "body", kind: "text", of: (row) => row.body },
  ];
  const begins = q?.trim();
  const pages = pagesOf<Row>(
    db,
    workspaceId,
    "log",
    async (tx) => sql<Row>`
      select received_at as "receivedAt", kind, status, reason, who, external_id as "externalId", contact_id as "contactId", body
      from inbound
      where workspace_id = ${tx.workspaceId} and source_id = ${sourceId}
        ${status === "all" ? sql`` : sql`and status = ${status}`}
        ${begins ? sql`and (starts_with(external_id, ${begins}) or starts_with(who, ${begins.toLowerCase()}))` : sql``}
      order by id desc
      limit ${limits.listRows}`,
  );
  return { name: "log", columns, pages };
}
