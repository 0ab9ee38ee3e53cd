import { sql } from "kysely";
import { recountTotals } from "#deals/save-deals.ts";
import { buildDeal } from "#test/build.ts";
import type { TestApp } from "#test/app.ts";

/** So many open deals in one stage, named "Card 1" (newest) to "Card n", straight in the database. */
export async function fillStage(app: TestApp, stageId: string, count: number): Promise<void> {
  const model = await buildDeal(app, { stageId, name: "Card 0", valueMinor: 1000, currency: "EUR" });
  const { workspaceId } = app.shop;
  await app.db.inWorkspace(workspaceId, async (tx) => {
    const columns = sql.raw(
      (
        await tx.query<{ name: string }>(
          sql`select column_name as name from information_schema.columns where table_name = 'deal' and column_name not in ('id', 'name', 'stage_entered_at') order by ordinal_position`,
        )
      )
        .map(({ name }) => `"${name}"`)
        .join(", "),
    );
    await tx.query(sql`
      insert into deal (id, name, stage_entered_at, ${columns})
      select gen_random_uuid(), 'Card ' || place, d.stage_entered_at - place * interval '1 second', ${columns}
      from deal d, generate_series(1, ${count}::int) place
      where d.workspace_id = ${workspaceId} and d.id = ${model.id}
    `);
    await recountTotals(tx);
  });
}
