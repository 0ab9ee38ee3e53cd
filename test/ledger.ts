import { sql } from "kysely";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import { append } from "#ledger/append.ts";
import type { Cause, ContactSnapshot, DealSnapshot, NewLedgerRow } from "#ledger/row.ts";
import type { Stage } from "#pipelines/pipeline.ts";

export const day = 86_400_000;

/** The stages of the online shop. */
export const shopStages: Stage[] = (
  [
    ["awareness", "open"],
    ["interest", "open"],
    ["evaluation", "open"],
    ["decision", "open"],
    ["purchase", "won"],
    ["retention", "returning"],
  ] as const
).map(([id, kind]) => ({ id, name: id, meaning: "", kind, checklist: [] }));

/** A workspace with one pipeline, whose ledger is written by hand. */
export type Scene = {
  workspaceId: string;
  pipelineId: string;
  write(rows: readonly NewLedgerRow[]): Promise<number>;
};

export async function buildScene(
  db: Database,
  { timeZone = "Europe/Berlin", currency = "EUR", stages = shopStages }: { timeZone?: string; currency?: string; stages?: Stage[] } = {},
): Promise<Scene> {
  const [workspaceId, pipelineId] = [newId(), newId()];
  await db.inSystem(async (tx) => {
    await tx.query(
      sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, 'Shop', 'own', ${currency}, ${timeZone}, 'en')`,
    );
    await tx.query(sql`
      insert into pipeline (workspace_id, id, name, template, version, position, stages, idle)
      values (${workspaceId}, ${pipelineId}, 'Shop', 'online-shop', 1, 0, ${JSON.stringify(stages)}, '{}')
    `);
    await tx.query(sql`
      insert into pipeline_version (workspace_id, pipeline_id, version, name, stages, idle, saved_at)
      values (${workspaceId}, ${pipelineId}, 1, 'Shop', ${JSON.stringify(stages)}, '{}', ${new Date(now()).toISOString()})
    `);
  });
  return { workspaceId, pipelineId, write: (rows) => db.inWorkspace(workspaceId, (tx) => append(tx, rows)) };
}

/** Where a deal has been: stage and instant, and whether an import found it there then. */
export type Path = readonly (readonly [stageId: string, at: number, by?: Cause, found?: "found"])[];

export type DealWords = Partial<Omit<DealSnapshot, "visits">> & { id?: string; path: Path };

/** A row as the deal's verbs write it; what is not said follows from the path. */
export function dealRow(
  scene: Pick<Scene, "pipelineId">,
  { id = newId(), path, ...words }: DealWords,
  type: "deal.moved" | "deal.rewritten" | "deal.removed" = "deal.moved",
): NewLedgerRow {
  const last = path.at(-1)!;
  const deal: DealSnapshot = {
    pipelineId: scene.pipelineId,
    contactId: null,
    stageId: last[0],
    outcome: "open",
    lostReason: null,
    valueMinor: null,
    currency: null,
    estimated: false,
    ownerId: null,
    touchSource: null,
    openedAt: path[0]![1],
    closedAt: null,
    driven: true,
    n: 0,
    orderId: null,
    version: 1,
    visits: path.map(([stageId, at, by = "rule", ...found]) => [stageId, at, by, ...found]),
    ...words,
  };
  return { type, at: deal.closedAt ?? last[1], dealId: id, contactId: deal.contactId, cause: "rule", data: { deal } };
}

export function wonRow(scene: Pick<Scene, "pipelineId">, words: DealWords): NewLedgerRow {
  const last = words.path.at(-1)!;
  return dealRow(scene, { outcome: "won", closedAt: last[1], valueMinor: 10_000, currency: "EUR", ...words });
}

export function lostRow(scene: Pick<Scene, "pipelineId">, words: DealWords & { closedAt: number }): NewLedgerRow {
  return dealRow(scene, { outcome: "lost", lostReason: "no_activity", ...words });
}

export function contactRow(
  { id = newId(), ...words }: Partial<ContactSnapshot> & { id?: string },
  type: "contact.recorded" | "contact.merged" | "contact.unmerged" = "contact.recorded",
): NewLedgerRow {
  const contact: ContactSnapshot = {
    leadAt: null,
    firstOrderAt: null,
    firstSeenAt: words.leadAt ?? 0,
    touchSource: null,
    country: null,
    mergedInto: null,
    ...words,
  };
  return { type, at: contact.firstSeenAt, contactId: id, cause: "system", data: { contact } };
}

/** A shop of the test app as a scene whose ledger is written by hand. */
export function sceneOf(db: Database, { workspaceId, pipeline }: { workspaceId: string; pipeline: { id: string } }): Scene {
  return { workspaceId, pipelineId: pipeline.id, write: (rows) => db.inWorkspace(workspaceId, (tx) => append(tx, rows)) };
}
