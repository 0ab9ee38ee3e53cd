import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { useApp, type TestShop } from "#test/app.ts";
import { buildContact, buildDeal, sendFacts } from "#test/build.ts";

/** All rows of a workspace but the ledger and what only searches; keys that stay apart after an un-merge are pinned, which is meant. */
const tables = ["contact", "company", "deal", "shop_order", "activity", "stage_total", "identity"] as const;

describe("a merge and its undoing", () => {
  const app = useApp();
  let shop: TestShop;
  const api = async (method: string, path: string, body?: object) => {
    const answer = await app.api(method, path, body, { workspace: shop.workspaceId });
    expect([path, answer.status, answer.body.error]).toEqual([path, 200, undefined]);
    return answer.body;
  };

  async function state(): Promise<Record<string, unknown[]>> {
    const all: Record<string, unknown[]> = {};
    for (const table of tables) {
      all[table] = await app.db.inSystem((tx) =>
        tx.query(sql`
          select to_jsonb(t) - 'pinned' as row, ${table === "stage_total" ? sql`t.deals <> 0 or t.sum_minor <> 0` : sql`true`} as counts
          from ${sql.table(table)} t where workspace_id = ${shop.workspaceId} order by 1
        `),
      );
      all[table] = all[table].filter((row) => (row as { counts: boolean }).counts).map((row) => (row as { row: unknown }).row);
    }
    return all;
  }

  beforeAll(async () => {
    shop = await app.buildShop();
  });

  it("of contacts leaves everything as it was: values chosen, company, deals, orders, notes", async () => {
    const ada = await buildContact(app, { name: "Ada König", email: "ada@hafen.example" }, shop);
    const twin = await buildContact(
      app,
      { name: "A. Koenig", email: "a.koenig@web.example", phone: "0171 1234567", company: "Hafen Kontor GmbH" },
      shop,
    );
    await sendFacts(
      app,
      [
        { type: "product.viewed", minutesAgo: 5_000, who: { email: "ada@hafen.example" }, product: { id: "p", name: "Sencha" } },
        { type: "checkout.started", minutesAgo: 900, who: { email: "a.koenig@web.example" }, traits: { city: "Kiel", country: "DE" } },
        {
          type: "order.placed",
          minutesAgo: 800,
          who: { email: "a.koenig@web.example" },
          order: {
            externalId: "77",
            placedAt: Date.now() - 800 * 60_000,
            updatedAt: Date.now() - 800 * 60_000,
            currency: "EUR",
            totalMinor: 7_700,
          },
        },
      ],
      shop,
    );
    const deal = await buildDeal(app, { name: "Of the twin", contactId: twin.id }, shop);
    await api("POST", `/api/deals/${deal.id}/activities`, { type: "note", text: "Called" });
    const before = await state();

    const merged = await api("POST", `/api/contacts/${ada.id}/merge`, {
      contactId: twin.id,
      keep: { name: "other", email: "this", phone: "other", company: "other", city: "other" },
    });
    expect(merged).toMatchObject({
      name: "A. Koenig",
      email: "ada@hafen.example",
      phone: "01711234567",
      city: "Kiel",
      company: { name: "Hafen Kontor GmbH" },
      orderCount: 1,
      merges: [{ contactId: twin.id }],
    });
    await api("POST", `/api/contacts/${ada.id}/unmerge`, { mergeId: merged.merges[0].id });
    expect(await state()).toEqual(before);

    // a second time with nothing chosen: what was chosen the first time must not come back
    const again = await api("POST", `/api/contacts/${ada.id}/merge`, { contactId: twin.id, keep: { name: "this" } });
    expect(again).toMatchObject({ name: "Ada König", company: { name: "Hafen Kontor GmbH" } });
    await api("POST", `/api/contacts/${ada.id}/unmerge`, { mergeId: again.merges[0].id });
    expect(await state()).toEqual(before);
  });

  it("of contacts can be undone in any order, also from inside another", async () => {
    const [a, b, c] = [
      await buildContact(app, { name: "Bea One", email: "bea@one.example" }, shop),
      await buildContact(app, { name: "Bea Two", email: "bea@two.example", company: "Two" }, shop),
      await buildContact(app, { name: "Bea Three", email: "bea@three.example" }, shop),
    ];
    const before = await state();
    const inB = await api("POST", `/api/contacts/${b.id}/merge`, { contactId: a.id, keep: { name: "other" } });
    await api("POST", `/api/contacts/${c.id}/merge`, { contactId: b.id, keep: { name: "this" } });
    const { merges } = await api("GET", "/api/duplicates/merges?limit=2");
    expect(merges).toMatchObject([
      { kind: "contact", into: { id: c.id }, from: { id: b.id }, undone: false },
      { kind: "contact", into: { id: b.id }, from: { id: a.id }, undone: false },
    ]);
    await api("POST", `/api/contacts/${c.id}/unmerge`, { mergeId: inB.merges[0].id });
    expect(await api("GET", `/api/contacts/${a.id}`)).toMatchObject({ id: a.id, name: "Bea One" });
    await api("POST", `/api/contacts/${c.id}/unmerge`, { mergeId: merges[0].id });
    expect(await state()).toEqual(before);
    expect((await api("GET", "/api/duplicates/merges?limit=2")).merges.map((merge: { undone: boolean }) => merge.undone)).toEqual([
      true,
      true,
    ]);
  });

  it("of contacts says that they are two: the pair does not come back, until it is taken back", async () => {
    const one = await buildContact(app, { name: "Cleo Fink", phone: "0170 7654321" }, shop);
    const other = await buildContact(app, { name: "Fink, Cleo", phone: "+49 170 7654321" }, shop);
    await app.settle();
    const open = async () =>
      (await api("GET", "/api/duplicates")).pairs.filter((pair: { one: { name: string } }) => /Fink/.test(pair.one.name));
    expect(await open()).toMatchObject([{ sure: true, reasons: [{ kind: "phone" }, { kind: "name", likeness: 1 }] }]);
    const merged = await api("POST", `/api/contacts/${one.id}/merge`, { contactId: other.id });
    expect(await open()).toEqual([]);
    await api("POST", `/api/contacts/${one.id}/unmerge`, { mergeId: merged.merges[0].id });
    await app.settle();
    expect(await open()).toEqual([]);
    expect(
      (await api("GET", "/api/duplicates?state=aside")).pairs.map((pair: { setAsideAt: string | null }) => pair.setAsideAt),
    ).toContainEqual(expect.any(String));
    await api("POST", "/api/duplicates/take-back", { kind: "contact", id: one.id, otherId: other.id });
    expect(await open()).toHaveLength(1);
  });

  it("of companies leaves everything as it was, whoever came and went in between", async () => {
    const people = [
      await buildContact(app, { name: "Dora", email: "dora@d.example", company: "Dock GmbH" }, shop),
      await buildContact(app, { name: "Emil", email: "emil@d.example", company: "Dock AG" }, shop),
      await buildContact(app, { name: "Frieda", email: "frieda@d.example", company: "Dock AG" }, shop),
    ];
    await buildDeal(app, { name: "Dock deal", contactId: people[1]!.id }, shop);
    const [into, from] = [people[0]!.company!.id, people[1]!.company!.id];
    const before = await state();
    const merged = await api("POST", `/api/companies/${into}/merge`, { companyId: from, keepName: "other" });
    expect(merged).toMatchObject({ id: into, name: "Dock AG", contacts: 3, openDeals: 1, merges: [{ companyId: from }] });
    expect(await api("GET", `/api/companies/${from}`)).toMatchObject({ id: into });
    expect((await api("GET", "/api/companies?q=dock")).companies.map(({ id }: { id: string }) => id)).toEqual([into]);
    await api("POST", `/api/companies/${into}/unmerge`, { mergeId: merged.merges[0].id });
    expect(await state()).toEqual(before);

    const again = await api("POST", `/api/companies/${into}/merge`, { companyId: from });
    const late = await buildContact(app, { name: "Gerd", email: "gerd@d.example", company: "Dock AG" }, shop);
    expect(late.company).toMatchObject({ id: into });
    await api("PATCH", `/api/contacts/${people[2]!.id}`, { company: "Elsewhere" });
    await api("POST", `/api/companies/${into}/unmerge`, { mergeId: again.merges[0].id });
    const companyOf = async (id: string) => (await api("GET", `/api/contacts/${id}`)).company.id;
    expect(await companyOf(late.id)).toBe(from);
    expect(await companyOf(people[1]!.id)).toBe(from);
    expect(await companyOf(people[0]!.id)).toBe(into);
    expect([into, from]).not.toContain(await companyOf(people[2]!.id));
    const twice = await app.api("POST", `/api/companies/${into}/unmerge`, { mergeId: again.merges[0].id }, { workspace: shop.workspaceId });
    expect(twice.body.error.code).toMatch(/merge_/);
  });

  it("merges the sure ones together, and those only", async () => {
    const own = await app.buildShop();
    const workspace = own.workspaceId;
    await buildContact(app, { name: "Ada König", email: "ada.k@gmail.com" }, own);
    await buildContact(app, { name: "Ada Koenig", email: "adak+tee@gmail.com" }, own);
    await buildContact(app, { name: "König, Ada", email: "a.d.a.k@googlemail.com" }, own);
    await buildContact(app, { name: "Max Brandt", phone: "0171 5550001" }, own);
    await buildContact(app, { name: "Mara Brandt", phone: "+49 171 5550001" }, own); // a household
    await app.settle();
    const count = async () => (await app.api("GET", "/api/duplicates/count", undefined, { workspace })).body;
    expect(await count()).toMatchObject({ contacts: 4, sure: 3, searching: false });
    let merged = 0;
    for (let left = 1; left > 0; await app.settle()) {
      const { body } = await app.api("POST", "/api/duplicates/merge-sure", { limit: 10 }, { workspace });
      merged += body.merged;
      left = body.left;
    }
    expect(merged).toBe(2);
    expect(await count()).toMatchObject({ contacts: 1, sure: 0 });
    expect((await app.api("GET", "/api/contacts?q=ada", undefined, { workspace })).body.contacts).toHaveLength(1);
  });
});
