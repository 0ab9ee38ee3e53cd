import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { useApp } from "#test/app.ts";
import { fileOf, hashes, importing } from "#test/imports.ts";
import { sharedPath } from "#test/shared.ts";

const files = () =>
  Object.fromEntries(
    ["sales_pipeline", "accounts", "products", "sales_teams"].map((name) => [
      `${name}.csv.gz`,
      fileOf(sharedPath(`maven_crm/${name}.csv.gz`)),
    ]),
  );

describe("a CRM's export goes in with no mapping given", { timeout: 180_000 }, () => {
  const app = useApp({ template: "online-shop" });
  const imports = importing(app);

  it("says what it will do, does it, and is known again when it comes twice", async () => {
    const empty = await hashes(app);
    const { id, plan, beliefs } = await imports.begin(files());
    expect(plan!.files.map(({ kind }) => kind)).toEqual(["deals", "companies", "products", "team"]);
    expect(beliefs.filter(({ strength }) => strength === "offer").map(({ about }) => about)).toContain("products.GTXPro");

    const checked = await imports.go(id, "check");
    expect(checked.failure).toBeNull();
    expect(checked.check!.board.map(({ name }) => name)).toEqual(["Prospecting", "Engaging", "Order"]);
    expect(checked.check!.figures).toMatchObject({ from: "2017-01-01", to: "2017-12-31" });
    expect(checked.check!.figures!.list.find(({ metric }) => metric === "salesCycle")!.after.value).toBeCloseTo(51.78, 1);
    expect(checked.check!.outcomes).toMatchObject({ won: 4238, lost: 2473, open: 2089 });
    expect(checked.check!.kinds.find(({ kind }) => kind === "deals")).toMatchObject({ created: 8800, updated: 0, refused: 0 });
    expect(checked.check!.outcomes.wonValue.map(({ amountMinor }) => amountMinor)).toEqual([1_000_553_400]);
    const before = await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
      tx.query<{ n: number }>(sql`select (select count(*) from deal) + (select count(*) from company) as n`),
    );
    expect(before).toEqual([{ n: 0 }]);

    const done = await imports.go(id, "run");
    expect(done.failure).toBeNull();
    expect(done.result!.kinds.map(({ kind, created }) => [kind, created])).toEqual([
      ["team", 5],
      ["products", 7],
      ["companies", 85],
      ["deals", 8800],
    ]);
    const stood = await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
      tx.query(sql`
        select d.outcome, case when d.outcome = 'open' then d.stage_id end as stage, count(*) as n, sum(value_minor) as value
        from deal d group by 1, 2 order by n desc
      `),
    );
    expect(stood).toEqual([
      { outcome: "won", stage: null, n: 4238, value: 1_000_553_400 },
      { outcome: "lost", stage: null, n: 2473, value: 0 },
      { outcome: "open", stage: "file-engaging", n: 1589, value: null },
      { outcome: "open", stage: "file-prospecting", n: 500, value: null },
    ]);

    const full = await hashes(app);
    const again = await imports.bring(files());
    expect(again.result!.kinds.map(({ kind, created, updated }) => [kind, created, updated])).toEqual([
      ["team", 0, 0],
      ["products", 0, 0],
      ["companies", 0, 0],
      ["deals", 0, 0],
    ]);
    expect(await hashes(app)).toEqual(full);
    await imports.go(again.id, "undo");
    expect(await hashes(app)).toEqual(full);

    const undone = await imports.go(id, "undo");
    expect(undone).toMatchObject({ state: "undone", keptCount: 0 });
    expect(await hashes(app)).toEqual(empty);
  });
});
