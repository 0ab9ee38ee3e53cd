import { now } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import type { Database } from "#base/postgres/database.ts";
import { sql } from "kysely";
import { listPipelines } from "#pipelines/queries.ts";
import { getWorkspace, listMembers } from "#workspaces/queries.ts";
import { believe } from "./beliefs/believe.ts";
import type { SavedPlan } from "./beliefs/context.ts";
import { headerFingerprint } from "./beliefs/header.ts";
import { findSavedPlan, type Import } from "./queries.ts";
import type { ReadFile } from "./read/read-file.ts";

/** What is believed of files that have been read, for a workspace as it is now, or what a shared plan says of them. */
export async function believeFiles(
  db: Database,
  workspaceId: string,
  duck: Duck,
  files: Import["files"],
  shared?: SavedPlan,
): Promise<Partial<Import>> {
  const read = new Map(
    (await duck.rows<{ id: string; read: string }>("select file_id as id, read from read_file")).map(({ id, read: text }) => [
      id,
      JSON.parse(text) as ReadFile,
    ]),
  );
  const known = files.flatMap(({ id, name, state }) =>
    state === "read" && read.has(id) ? [{ fileId: id, name, read: read.get(id)! }] : [],
  );
  const fingerprints = new Map(known.map(({ fileId, read: { header } }) => [fileId, headerFingerprint(header)]));
  const ground = await db.inWorkspace(workspaceId, async (tx) => ({
    workspace: await getWorkspace(tx),
    pipelines: await listPipelines(tx),
    members: await listMembers(tx),
    sources: await tx.query<{ kind: string; scope: string }>(
      sql`select kind, scope from source where workspace_id = ${tx.workspaceId} and removed_at is null`,
    ),
  }));
  const { currency, timeZone, language } = ground.workspace;
  let saved: (SavedPlan & { savedAt: number }) | undefined;
  const believed = await believe(duck, known, {
    currency,
    timeZone,
    language,
    pipelines: ground.pipelines.map(({ id, name, template, stages }) => ({ id, name, stages, shopDriven: template === "online-shop" })),
    members: ground.members.map(({ userId, name, email }) => ({ userId, name, email: email || null })),
    sources: ground.sources,
    savedPlan: async (wanted) => {
      if (!shared) saved = await db.inWorkspace(workspaceId, (tx) => findSavedPlan(tx, wanted.join(" ")));
      return shared ?? saved;
    },
  });
  return {
    plan: believed.plan,
    beliefs: believed.beliefs,
    savedPlan: believed.savedPlan === null ? null : (saved?.savedAt ?? now()),
    files: files.map((file) => ({
      ...file,
      knownAs: believed.knownAs[file.id] ?? null,
      columns: believed.columns[file.id] ?? [],
      fingerprint: fingerprints.get(file.id) ?? null,
    })),
  };
}
