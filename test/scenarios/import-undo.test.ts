import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { useApp } from "#test/app.ts";
import { buildContact, buildDeal, sendFacts } from "#test/build.ts";
import { hashes, importing } from "#test/imports.ts";

const day = 24 * 60;

const contacts = `Name;E-Mail;Telefon;Ort;Kundengruppe;Erstellt am
Ada Lovelace;ada@example.com;0171 1234567;Berlin;Stammkunde;03.02.2025
Bea Blau;bea@example.com;;Köln;;14.03.2025
Cem Can;cem@example.com;0172 7654321;Hamburg;Neukunde;31.05.2025
`;
const orders = `Order ID,Email,Created at,Total,Currency,Lineitem name,Lineitem quantity,Lineitem price
A-1,ada@example.com,2025-01-10,50.00,EUR,Tea,1,50.00
A-2,dora@example.com,2025-02-11,30.00,EUR,Cup,2,15.00
A-3,ada@example.com,2025-03-12,20.00,EUR,Pot,1,20.00
`;
const deals = (value: string, stage = "Qualified") => `Deal ID,Deal name,Stage,Amount,Created,Close date,Company,Contact email
D-1,Fit out,${stage},${value},2025-04-01,,Blue Ltd,ada@example.com
D-2,Refill,Won,900.00,2025-03-01,2025-05-02,Green Ltd,finn@example.com
D-3,Sample,Lost,120.00,2025-03-05,2025-04-02,Blue Ltd,
`;

describe("an import is taken back", { timeout: 120_000 }, () => {
  const app = useApp({ template: "wholesale" });
  const imports = importing(app);

  async function liveShop(): Promise<void> {
    await buildContact(app, { name: "Ada", email: "ada@example.com" });
    await sendFacts(app, [
      { type: "product.viewed", minutesAgo: 20 * day, who: { anonymousId: "dev-1" }, product: { name: "Tea" } },
      {
        type: "lead.captured",
        minutesAgo: 19 * day,
        who: { anonymousId: "dev-1", email: "bea@example.com" },
        traits: { name: "Bea", city: "Bonn" },
      },
      {
        type: "order.placed",
        minutesAgo: 5 * day,
        who: { email: "ada@example.com" },
        order: {
          externalId: "S-9",
          placedAt: Date.now() - 5 * day * 60_000,
          updatedAt: Date.now() - 5 * day * 60_000,
          currency: "EUR",
          totalMinor: 4_000,
        },
      },
    ]);
    await buildDeal(app, { stageId: "offer", name: "Big one", email: "gus@example.com", valueMinor: 100_000 });
  }

  it("to the last value: what was there stands as it stood, joined or updated as it was", async () => {
    await liveShop();
    await imports.bring({ "deals.csv": deals("700.00") });
    const before = await hashes(app);

    const second = await imports.begin({ "contacts.csv": contacts, "orders.csv": orders, "deals.csv": deals("950.00", "Negotiation") });
    expect(second.plan!.files.map(({ kind }) => kind)).toEqual(["contacts", "orders", "deals"]);
    const checked = await imports.go(second.id, "check");
    expect(await hashes(app)).toEqual(before);
    const of = (kind: string) => checked.check!.kinds.find((each) => each.kind === kind)!;
    expect(of("contacts")).toMatchObject({ created: 1, updated: 2, joined: 2, refused: 0 });
    expect(of("orders")).toMatchObject({ created: 3, refused: 0 });
    expect(of("deals")).toMatchObject({ created: 0, updated: 1, unchanged: 2 });
    const rows = await app.api("GET", `/api/imports/${second.id}/rows?status=updated`);
    expect(rows.body.rows.find((row: { kind: string }) => row.kind === "deals").changes).toContainEqual({
      field: "stage",
      before: "Qualified",
      after: "Negotiation",
    });

    const done = await imports.go(second.id, "run");
    expect(done.failure).toBeNull();
    expect(done.result!.kinds).toEqual(checked.check!.kinds);
    expect(await hashes(app)).not.toEqual(before);
    const causes = await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
      tx.query(sql`select distinct cause from ledger where source_id = ${second.id}`),
    );
    expect(causes).toEqual([{ cause: "import" }]);
    const [ada] = await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
      tx.query<{ phone: string; details: unknown; orders: number; first: number }>(
        sql`select phone, details, order_count as orders, first_order_at as first from contact where email = 'ada@example.com' and merged_into is null`,
      ),
    );
    expect(ada).toMatchObject({ phone: "01711234567", details: { Kundengruppe: "Stammkunde" }, orders: 3 });
    expect(new Date(ada!.first).toISOString().slice(0, 10)).toMatch(/^2025-01-(09|10)$/);

    const undone = await imports.go(second.id, "undo");
    expect(undone).toMatchObject({ state: "undone", keptOnUndo: [] });
    expect(await hashes(app)).toEqual(before);
  });

  it("except for what a person, or the shop, has done since", async () => {
    const { id } = await imports.bring({
      "contacts.csv": contacts.replace("Cem Can", "Cem Canlı").replaceAll("cem@", "cem2@"),
      "new.csv": deals("10.00").replaceAll("D-", "E-"),
    });
    const list = await app.api("GET", "/api/deals?outcome=open&limit=200");
    const fitOut = list.body.deals.find((deal: { name: string }) => deal.name === "Fit out");
    const mine = (
      await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
        tx.query<{ id: string }>(sql`select id from deal where external_key like '%:E-1'`),
      )
    )[0]!;
    expect(fitOut).toBeDefined();
    await app.api("POST", `/api/deals/${mine.id}/activities`, { type: "note", text: "Called them." });
    await sendFacts(app, [
      {
        type: "order.placed",
        minutesAgo: 1,
        who: { email: "cem2@example.com" },
        order: { externalId: "S-10", placedAt: Date.now() - 60_000, updatedAt: Date.now() - 60_000, currency: "EUR", totalMinor: 7_000 },
      },
    ]);

    const undone = await imports.go(id, "undo");
    expect(undone.state).toBe("undone");
    expect(undone.keptOnUndo.map(({ kind, name }) => [kind, name])).toEqual(
      expect.arrayContaining([
        ["deal", "Fit out"],
        ["contact", "Cem Canlı"],
      ]),
    );
    const left = await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
      tx.query(sql`
        select (select count(*) from deal where external_key like '%:E-%') as deals, c.name, c.email, c.phone, c.order_count as orders,
          (select count(*) from deal d where d.contact_id = c.id and d.outcome = 'won') as won
        from contact c where email = 'cem2@example.com'
      `),
    );
    expect(left).toEqual([{ deals: 1, name: null, email: "cem2@example.com", phone: null, orders: 1, won: 1 }]);
  });

  it("also a hundred thousand rows, updates among them", { timeout: 1_200_000 }, async () => {
    const lines = (from: number, to: number, value: number) =>
      Array.from({ length: to - from }, (_, index) => {
        const n = from + index;
        const stage = ["Qualified", "Offer", "Won", "Lost"][n % 4]!;
        return `N-${n},Deal ${n},${stage},${value + (n % 90)}.50,2024-0${1 + (n % 9)}-11,${n % 4 > 1 ? "2025-01-15" : ""},Company ${n % 500},person${n % 3_000}@example.com`;
      });
    const header = "Deal ID,Deal name,Stage,Amount,Created,Close date,Company,Contact email";
    await imports.bring({ "first.csv": [header, ...lines(0, 20_000, 100)].join("\n") });
    const before = await hashes(app);
    const big = await imports.bring({ "second.csv": [header, ...lines(0, 100_000, 200)].join("\n") });
    expect(big.result!.kinds).toEqual([
      { kind: "deals", rows: 100_000, created: 80_000, updated: 20_000, unchanged: 0, joined: 100_000, refused: 0 },
    ]);
    const undone = await imports.go(big.id, "undo");
    expect(undone).toMatchObject({ state: "undone", keptCount: 0 });
    expect(await hashes(app)).toEqual(before);
    await app.db.inWorkspace(app.shop.workspaceId, async (tx) => {
      const gaps = await tx.query(sql`select max(seq) - count(*) as gaps from ledger`);
      expect(gaps).toEqual([{ gaps: 0 }]);
    });
  });
});
