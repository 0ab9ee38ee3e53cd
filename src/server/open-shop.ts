import type { z } from "@hono/zod-openapi";
import { sql } from "kysely";
import { newId } from "#base/ids.ts";
import type { Queryable, SystemTx } from "#base/postgres/database.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import { assertPlace } from "#workspaces/change-workspace.ts";
import type { newWorkspace } from "#workspaces/contract.ts";
import { insertMember, insertWorkspace, type Workspace } from "#workspaces/queries.ts";
import type { Person } from "./sign-in.ts";

export type OpenedShop = { workspace: Workspace; pipelineId: string };

/** A workspace of one's own with its first pipeline; `owner` is its first member. */
export async function openShop(system: SystemTx, wish: z.infer<typeof newWorkspace>, owner: Person | null): Promise<OpenedShop> {
  assertPlace(wish);
  const workspace: Workspace = {
    id: newId(),
    name: wish.name,
    kind: "own",
    currency: wish.currency,
    timeZone: wish.timeZone,
    language: wish.language,
    valueWithTax: true,
    grossMargin: null,
    discountRate: null,
    valueWithShipping: true,
  };
  await insertWorkspace(system, workspace);
  const tx = await system.enter(workspace.id);
  if (owner) await insertMember(tx, { userId: owner.id, name: owner.name, email: owner.email, role: "owner" });
  const pipeline = await createPipeline(tx, { template: wish.template, language: wish.language });
  return { workspace, pipelineId: pipeline.id };
}

/** True once a shop of one's own has an owner; then the first start is over. */
export async function isOwned(system: Queryable): Promise<boolean> {
  const [row] = await system.query<{ owned: boolean }>(sql`
    select exists (
      select 1 from member m join workspace w on w.id = m.workspace_id
      where w.kind = 'own' and m.role = 'owner' and m.removed_at is null
    ) as owned
  `);
  return row!.owned;
}

/** Lets one first start through at a time. */
export async function lockSetup(system: Queryable): Promise<void> {
  await system.query(sql`select pg_advisory_xact_lock(4600, 1)`);
}
