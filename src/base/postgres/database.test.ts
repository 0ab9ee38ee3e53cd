import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useDatabase } from "#test/database.ts";

describe("a transaction inside a workspace", () => {
  const store = useDatabase();

  it("sees nothing of another workspace, even when the query asks for it", async () => {
    const [mine, theirs] = [newId(), newId()];
    for (const id of [mine, theirs]) {
      await store.db.inSystem((tx) =>
        tx.query(
          sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${id}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'de')`,
        ),
      );
    }
    const rows = await store.db.inWorkspace(mine, (tx) => tx.query<{ id: string }>(sql`select id from workspace`));
    expect(rows.map((row) => row.id)).toEqual([mine]);
    await expect(
      store.db.inWorkspace(mine, (tx) =>
        tx.query(sql`insert into company (workspace_id, id, name, created_at) values (${theirs}, ${newId()}, 'Spy', now())`),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it("cannot rewrite the ledger", async () => {
    await expect(store.db.inWorkspace(newId(), (tx) => tx.query(sql`delete from ledger`))).rejects.toThrow(/permission denied/);
  });

  it("leaves nothing behind when the work throws", async () => {
    const id = newId();
    await expect(
      store.db.inSystem(async (tx) => {
        await tx.query(
          sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${id}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'de')`,
        );
        throw new Error("stop");
      }),
    ).rejects.toThrow("stop");
    expect(await store.db.inSystem((tx) => tx.query(sql`select 1 from workspace where id = ${id}`))).toEqual([]);
  });
});
