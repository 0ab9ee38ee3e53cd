import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { useApp } from "#test/app.ts";
import { fileOf, hashes, importing } from "#test/imports.ts";
import { sharedPath } from "#test/shared.ts";

describe("a shop's order lines go in as orders", { timeout: 1_500_000 }, () => {
  const app = useApp({ template: "online-shop" });
  const imports = importing(app);

  it("counts customers, guests and cancelled invoices, moves the board, and can be taken back", async () => {
    const empty = await hashes(app);
    const { id, plan } = await imports.begin({
      "online_retail.csv.gz": fileOf(sharedPath("online_retail/online_retail_2009-2010.csv.gz")),
    });
    expect(plan!.files[0]!.kind).toBe("orders");
    await imports.setPlan(id, (changed) => void (changed.currency = "GBP"));
    const checked = await imports.go(id, "check");
    expect(checked.failure).toBeNull();
    const { orders } = checked.check!;
    expect(orders).toMatchObject({
      orders: 19_213,
      customers: 4_312,
      repeatCustomers: 2_893,
      guests: 1_738,
      cancelled: 4_592,
      cancelledOfCustomers: 4_372,
    });
    expect(Math.abs(orders.gross[0]!.amountMinor - 883_200_327)).toBeLessThan(100);
    expect(orders.gross[0]!.amountMinor / 100 / orders.orders).toBeCloseTo(459.69, 2);
    expect(orders.cancelledValue).toEqual([{ amountMinor: -48_379_470, currency: "GBP" }]);

    const done = await imports.go(id, "run");
    expect(done.failure).toBeNull();
    const [stood] = await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
      tx.query<Record<string, number>>(sql`
        select
          (select count(*) from deal where outcome = 'won') as won,
          (select count(*) from contact where order_count > 0) as buyers,
          (select count(*) from contact c where order_count > 1) as repeat,
          (select count(*) from shop_order where placed_at is null) as cancelled
      `),
    );
    expect(stood).toEqual({ won: 19_213 + 1_738, buyers: 4_312 + 1_738, repeat: 2_893, cancelled: 4_592 });
    const undone = await imports.go(id, "undo");
    expect(undone.state).toBe("undone");
    expect(await hashes(app)).toEqual(empty);
  });
});
