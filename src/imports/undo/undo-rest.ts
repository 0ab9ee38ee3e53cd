import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { lockLedger } from "#ledger/append.ts";
import { forgetEvents } from "../apply/events.ts";
import { listBefore, restoreColumns, restoreRows, settleBefore, type Kept } from "./kept.ts";

const atOnce = 1_000;

/** Takes back activities: those that the import brought go, those that it moved to another contact go back. Answers false when none are left. */
export async function undoActivities(tx: Tx, importId: string): Promise<boolean> {
  await lockLedger(tx);
  const rows = await listBefore(tx, importId, "activity", "", atOnce);
  if (rows.length === 0) return false;
  await restoreRows(tx, "activity", rows);
  await settleBefore(
    tx,
    importId,
    "activity",
    rows.map(({ key }) => key),
  );
  return true;
}

/** Takes back companies or products, the next after a key: those that nothing refers to go, and of changed ones what nobody has changed since. */
export async function undoNamed(
  tx: Tx,
  importId: string,
  room: "company" | "product",
  after: string,
): Promise<{ last: string | undefined; kept: Kept[] }> {
  await lockLedger(tx);
  const rows = await listBefore(tx, importId, room, after, atOnce);
  if (rows.length === 0) return { last: undefined, kept: [] };
  const made = rows.filter(({ before }) => before === null);
  const used = await namedInUse(
    tx,
    room,
    made.map(({ key }) => key),
  );
  await restoreRows(
    tx,
    room,
    made.filter(({ key }) => !used.has(key)),
  );
  const changed = await restoreColumns(
    tx,
    room,
    rows.filter(({ before }) => before !== null),
  );
  await settleBefore(
    tx,
    importId,
    room,
    rows.map(({ key }) => key),
  );
  const kept = [...used].map(([id, name]): Kept => ({ kind: room, id, name, fields: [] }));
  for (const [id, fields] of changed)
    kept.push({ kind: room, id, name: String(rows.find(({ key }) => key === id)?.after?.["name"] ?? id), fields });
  return { last: rows.at(-1)!.key, kept };
}

async function namedInUse(tx: Tx, room: "company" | "product", ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const column = room === "company" ? sql`company_id` : sql`product_id`;
  const contacts =
    room === "company"
      ? sql`union select company_id from contact where workspace_id = ${tx.workspaceId} and company_id = any(${ids}::uuid[])`
      : sql``;
  const rows = await tx.query<{ id: string; name: string }>(sql`
    select n.id, n.name from ${sql.raw(room)} n
    where n.workspace_id = ${tx.workspaceId} and n.id in (select ${column} from deal where workspace_id = ${tx.workspaceId} and ${column} = any(${ids}::uuid[]) ${contacts})
  `);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Takes back what the import set up: people known by name who own nothing, the pipeline or the stages in which nothing stands. */
export async function undoSetUp(tx: Tx, importId: string): Promise<Kept[]> {
  await lockLedger(tx);
  const kept: Kept[] = [];
  const members = await listBefore(tx, importId, "member", "", 10_000);
  const owners = new Map(
    (
      await tx.query<{ id: string; name: string }>(sql`
        select m.user_id as id, m.name from member m
        where m.workspace_id = ${tx.workspaceId} and m.user_id = any(${members.map(({ key }) => key)}::text[])
          and (m.joined_at is not null or exists (select from deal d where d.workspace_id = m.workspace_id and d.owner_id = m.user_id))
      `)
    ).map(({ id, name }) => [id, name]),
  );
  await restoreRows(
    tx,
    "member",
    members.filter(({ key }) => !owners.has(key)),
  );
  for (const [id, name] of owners) kept.push({ kind: "member", id, name, fields: [] });

  for (const row of await listBefore(tx, importId, "pipeline", "", 100)) {
    const [now] = await tx.query<{ name: string; version: number; stages: string[] }>(sql`
      select p.name, p.version, array(select distinct stage_id from deal d where d.workspace_id = p.workspace_id and d.pipeline_id = p.id) as stages
      from pipeline p where p.workspace_id = ${tx.workspaceId} and p.id = ${row.key}
    `);
    if (!now) continue;
    const old = row.before as { stages: { id: string }[]; version: number } | null;
    const isSaved = now.version !== ((row.after as { version: number } | null) ?? { version: 1 }).version;
    const isInUse = now.stages.some((stageId) => !old?.stages.some(({ id }) => id === stageId));
    if (isSaved || isInUse) kept.push({ kind: "pipeline", id: row.key, name: now.name, fields: [] });
    else {
      await restoreRows(tx, "pipeline", [row]);
      await restoreRows(
        tx,
        "pipeline_version",
        (await listBefore(tx, importId, "pipeline_version", "", 100)).filter(({ key }) => key.startsWith(row.key)),
      );
    }
  }
  await forgetEvents(tx, importId);
  await tx.query(sql`delete from stage_total where workspace_id = ${tx.workspaceId} and deals = 0 and sum_minor = 0`);
  await tx.query(sql`delete from import_before where workspace_id = ${tx.workspaceId} and import_id = ${importId}`);
  return kept;
}
