import type { z } from "@hono/zod-openapi";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { LogPage, logQuery } from "./contract.ts";
import { listEffects, listLog, type Effect } from "./log-queries.ts";

/** A page of a source's log; `effects` are looked up only when asked for. */
export async function readLog(tx: Tx, sourceId: string, query: z.infer<typeof logQuery>): Promise<LogPage> {
  const beforeId = query.before === undefined ? undefined : Number(query.before);
  if (beforeId !== undefined && !Number.isSafeInteger(beforeId)) throw refuse("invalid", "bad_cursor");
  const entries = await listLog(tx, {
    sourceId,
    status: query.status,
    q: query.q?.trim() || undefined,
    beforeId,
    live: query.live !== undefined,
    limit: query.limit + 1,
  });
  const shown = entries.slice(0, query.limit);
  const known = shown.flatMap(({ externalId, contactId }) => (contactId ? [{ externalId, contactId }] : []));
  const effects =
    query.effects && known.length > 0
      ? Map.groupBy(await listEffects(tx, sourceId, known), ({ externalId }) => externalId)
      : new Map<string, Effect[]>();
  return {
    rows: shown.map(({ id: _, receivedAt, ...entry }) => ({
      ...entry,
      receivedAt: new Date(receivedAt).toISOString(),
      effects: (effects.get(entry.externalId) ?? []).map(({ type, dealId, data }) => ({ type, dealId, data })),
    })),
    next: entries.length > query.limit ? String(shown.at(-1)!.id) : null,
  };
}
