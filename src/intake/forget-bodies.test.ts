import { sql } from "kysely";
import { expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useDatabase } from "#test/database.ts";
import { forgetBodies } from "./forget-bodies.ts";

const store = useDatabase();

it("forgets old bodies that were worked off, and nothing else", async () => {
  const workspaceId = newId();
  const row = (id: string, status: string, days: number) => ({ id, status, days });
  const rows = [row("old", "accepted", 31), row("young", "accepted", 29), row("failed", "failed", 31), row("passed over", "ignored", 31)];
  const left = await store.db.inWorkspace(workspaceId, async (tx) => {
    await tx.query(sql`
      insert into inbound (workspace_id, source_id, external_id, received_at, kind, status, body)
      select ${workspaceId}, ${newId()}, r.id, now() - r.days * interval '1 day', 'track', r.status, '{}'
      from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, status text, days int)`);
    await forgetBodies(tx);
    return tx.query<{ id: string }>(sql`select external_id as id from inbound where body is not null order by 1`);
  });
  expect(left.map(({ id }) => id)).toEqual(["failed", "young"]);
});
