import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { applyFacts, type Incoming } from "#journey/apply-facts.ts";
import type { EventItem } from "../items.ts";
import type { Frame, ItemRow, Verdict } from "./frame.ts";

/** Events of the past, read as the intake reads them; one that came before, from a file, is dropped by its id. */
export async function applyEvents(tx: Tx, frame: Frame, rows: readonly ItemRow<EventItem>[]): Promise<Verdict[]> {
  const wire = rows.map(({ item }) => ({ id: item.externalId }));
  const fresh = new Set(
    (
      await tx.query<{ id: string }>(sql`
        insert into inbound (workspace_id, source_id, external_id, received_at, kind, status)
        select ${tx.workspaceId}::uuid, ${tx.workspaceId}::uuid, r.id, ${new Date(frame.startedAt).toISOString()}, ${frame.importId}, 'accepted'
        from json_to_recordset(${JSON.stringify(wire)}::json) as r (id text)
        on conflict (workspace_id, source_id, external_id) do nothing
        returning external_id as id
      `)
    ).map(({ id }) => id),
  );
  const incoming: Incoming[] = [];
  const verdicts = rows.map(({ n, item }): Verdict => {
    const title = `${item.facts[0]!.name ?? item.facts[0]!.type}`;
    if (!fresh.has(item.externalId)) return { n, status: "unchanged", title };
    for (const fact of item.facts)
      incoming.push({ fact, sourceId: frame.importId, pipelineId: frame.pipeline.id, scope: "", cause: "import", fromFile: true });
    return { n, status: "created", title };
  });
  if (incoming.length > 0) await applyFacts(tx, incoming);
  return verdicts;
}

/** Forgets that the import's events have come, so that they can come again. */
export async function forgetEvents(tx: Tx, importId: string): Promise<void> {
  await tx.query(sql`delete from inbound where workspace_id = ${tx.workspaceId} and source_id = ${tx.workspaceId} and kind = ${importId}`);
}
