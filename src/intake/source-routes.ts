import { createRoute, z } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import type { Config } from "#base/config.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { getPipeline } from "#pipelines/queries.ts";
import { allow, answers, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { openApp, sealApp } from "./app-secrets.ts";
import { createdSource, logPage, logQuery, newSource, sourceList, sourcePatch, sourceSchema, type SourceWire } from "./contract.ts";
import { createSource } from "./create-source.ts";
import { findLogStatus, requeueFailed } from "./log-queries.ts";
import { readLog } from "./log.ts";
import { roomOf, signs } from "./kinds.ts";
import { forgetShop } from "./past/forget-shop.ts";
import { inboundChannel } from "./receive.ts";
import { retiredSecret, sourcesChanged } from "./source-cache.ts";

import {
  findSource,
  listSources,
  markSourceRemoved,
  updateApp,
  updateSecret,
  updateSource,
  type Source,
  type SourceState,
} from "./source-queries.ts";
import { sql } from "kysely";

const sourceId = z.object({ id: z.uuid() });
const done = { 204: { description: "Done" } } as const;

export const routes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/sources",
      summary: "Where events come from",
      middleware: allow("sources.view"),
      responses: answers(sourceList, "In the order they were connected"),
    }),
    async (c) => {
      const sources = await inTransaction(c, listSources);
      return c.json({ sources: sources.map((source) => wireOf(source, c.get("config"))) }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/sources",
      summary: "Connect a shop, a tracking client or a website",
      middleware: allow("sources.edit"),
      request: { body: jsonBody(newSource) },
      responses: {
        201: { description: "The only answer that tells the secret", content: { "application/json": { schema: createdSource } } },
      },
    }),
    async (c) => {
      const source = await inTransaction(c, (tx) => createSource(tx, c.get("seal"), c.req.valid("json")));
      const { id, kind, writeKey, secret } = source;
      return c.json(
        { id, kind, url: urlOf(source, c.get("config")), ...(writeKey !== null && { writeKey }), ...(secret !== undefined && { secret }) },
        201,
      );
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/api/sources/{id}",
      summary: "Rename it, lead it into another pipeline, or replace its secret",
      middleware: allow("sources.edit"),
      request: { params: sourceId, body: jsonBody(sourcePatch) },
      responses: answers(sourceSchema, "As it is now"),
    }),
    async (c) => {
      const { name, pipelineId, secret } = c.req.valid("json");
      const seal = c.get("seal");
      const after = await inTransaction(c, async (tx) => {
        const source = await getSource(tx, c.req.valid("param").id);
        if (pipelineId !== undefined) await getPipeline(tx, pipelineId);
        await updateSource(tx, source.id, { name: name ?? source.name, pipelineId: pipelineId ?? source.pipelineId });
        if (secret !== undefined) {
          if (!signs(source.kind)) throw refuse("invalid", "source_without_secret");
          await updateSecret(
            tx,
            source.id,
            seal.seal(secret),
            source.secretSealed && seal.seal(retiredSecret(seal.open(source.secretSealed))),
          );
          if (source.appSealed)
            await updateApp(tx, source.id, sealApp({ ...openApp(source.appSealed, seal), shopId: null }, seal), source.shopUrl);
        }
        tx.afterCommit(sourcesChanged);
        return (await listSources(tx)).find(({ id }) => id === source.id)!;
      });
      return c.json(wireOf(after, c.get("config")), 200);
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/sources/{id}",
      summary: "Disconnect it; what it sent stays",
      middleware: allow("sources.edit"),
      request: { params: sourceId },
      responses: done,
    }),
    async (c) => {
      await inTransaction(c, async (tx) => {
        const source = await getSource(tx, c.req.valid("param").id);
        await markSourceRemoved(tx, source.id, new Date(now()).toISOString());
        await forgetShop(tx, source.id);
        tx.afterCommit(sourcesChanged);
      });
      return c.body(null, 204);
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/sources/{id}/log",
      summary: "What came in, and what Sluice made of it",
      middleware: allow("sources.view"),
      request: { params: sourceId, query: logQuery },
      responses: answers(logPage, "Newest first"),
    }),
    async (c) => {
      const page = await inTransaction(c, async (tx) => {
        const source = await getSource(tx, c.req.valid("param").id);
        return readLog(tx, source.id, c.req.valid("query"));
      });
      return c.json(page, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/sources/{id}/log/{externalId}/retry",
      summary: "Work a failed event off again",
      middleware: allow("sources.edit"),
      request: { params: sourceId.extend({ externalId: z.string().max(300) }) },
      responses: done,
    }),
    async (c) => {
      const { id, externalId } = c.req.valid("param");
      await inTransaction(c, async (tx) => {
        const source = await getSource(tx, id);
        if ((await requeueFailed(tx, source.id, externalId)) === 0) {
          const status = await findLogStatus(tx, source.id, externalId);
          throw status ? refuse("conflict", "event_not_failed", { status }) : refuse("missing", "event_missing");
        }
        await tx.query(sql`select pg_notify(${inboundChannel}, ${tx.workspaceId})`);
      });
      return c.body(null, 204);
    },
  );

async function getSource(tx: Tx, id: string): Promise<Source> {
  const source = await findSource(tx, id);
  if (!source) throw refuse("missing", "source_missing", { sourceId: id });
  return source;
}

function wireOf(source: SourceState, config: Config): SourceWire {
  const { id, kind, name, pipelineId, writeKey, shopUrl, accepted, ignored, refused, failed, waiting } = source;
  return {
    id,
    kind,
    name,
    pipelineId,
    url: urlOf(source, config),
    writeKey,
    hasSecret: source.secretSealed !== null,
    shopUrl,
    createdAt: new Date(source.createdAt).toISOString(),
    lastReceivedAt: source.lastReceivedAt === null ? null : new Date(source.lastReceivedAt).toISOString(),
    counts: { accepted, ignored, refused, failed, waiting },
  };
}

/** Where the shop sends to; for a website, the script it loads. */
function urlOf({ id, kind }: Pick<Source, "id" | "kind">, { publicUrl }: Config): string {
  if (signs(kind)) return `${publicUrl}/hooks/${roomOf(kind)}/${id}`;
  return kind === "script" ? `${publicUrl}/s.js` : `${publicUrl}/v1`;
}
