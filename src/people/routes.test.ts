import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildContact, buildDeal } from "#test/build.ts";

describe("contacts over HTTP", () => {
  const app = useApp({ workers: false });
  const names = async (query: string, workspace = app.shop.workspaceId): Promise<(string | null)[]> =>
    (await app.api("GET", `/api/contacts?${query}`, undefined, { workspace })).body.contacts.map(
      (contact: { name: string | null; email: string | null }) => contact.name ?? contact.email,
    );

  it("makes, changes and shows a contact", async () => {
    const made = await buildContact(app, { name: "Ada König", email: " Ada@Example.com ", phone: "+49 30 1234567", company: "Hafen GmbH" });
    expect(made).toMatchObject({
      name: "Ada König",
      email: "ada@example.com",
      phone: "+49301234567",
      company: { name: "Hafen GmbH" },
      kind: "lead",
      merges: [],
      deals: [],
      orders: [],
    });
    expect(made.identities).toEqual([
      { kind: "email", value: "ada@example.com", pinned: false },
      { kind: "phone", value: "+49301234567", pinned: false },
    ]);
    expect(await app.api("PATCH", `/api/contacts/${made.id}`, { name: "Ada Kaiser", city: "Kiel", company: "Werft AG" })).toMatchObject({
      status: 200,
      body: { name: "Ada Kaiser", city: "Kiel", company: { name: "Werft AG" }, email: "ada@example.com" },
    });
    expect(await app.api("GET", `/api/contacts/${made.id}`)).toMatchObject({ status: 200, body: { name: "Ada Kaiser" } });
    const { body } = await app.api("GET", `/api/contacts/${made.id}/timeline`);
    expect(body.entries.map((entry: { type: string; data: object }) => [entry.type, entry.data])).toMatchObject([
      ["contact.recorded", { said: { city: "Kiel" } }],
      ["contact.recorded", { said: { email: "ada@example.com" } }],
    ]);
  });

  it("refuses an address that somebody has, and what is none", async () => {
    const made = await buildContact(app, { name: "Bo", email: "bo@example.com" });
    expect(await app.api("POST", "/api/contacts", { name: "Bo again", email: "BO@example.com" })).toMatchObject({
      status: 409,
      body: { error: { code: "contact_exists", details: { contactId: made.id } } },
    });
    expect(await app.api("POST", "/api/contacts", { name: "X", email: "x at y" })).toMatchObject({
      status: 400,
      body: { error: { code: "email_invalid" } },
    });
    expect(await app.api("POST", "/api/contacts", { name: "X", phone: "call me" })).toMatchObject({
      status: 400,
      body: { error: { code: "phone_invalid" } },
    });
    expect(await app.api("GET", `/api/contacts/${newId()}`)).toMatchObject({ status: 404, body: { error: { code: "contact_missing" } } });
    expect(await app.api("GET", `/api/contacts/${made.id}`, undefined, { workspace: (await app.buildShop()).workspaceId })).toMatchObject({
      status: 404,
    });
  });

  it("finds by any part of name, e-mail or phone, an exact address first, wildcards taken literally", async () => {
    const { workspaceId, ...rest } = await app.buildShop();
    const shop = { workspaceId, ...rest };
    await buildContact(app, { name: "Lena Hoffmann", email: "lena@hoff.example" }, shop);
    await buildContact(app, { name: "Helena Krämer", phone: "0431 998877" }, shop);
    await buildContact(app, { name: "Jo", email: "j_o@hoff.example" }, shop);
    expect(await names("q=lena", workspaceId)).toEqual(["Helena Krämer", "Lena Hoffmann"]);
    expect(await names("q=KRÄM", workspaceId)).toEqual(["Helena Krämer"]);
    expect(await names("q=hoff+len", workspaceId)).toEqual(["Lena Hoffmann"]);
    expect(await names("q=0431-998877", workspaceId)).toEqual(["Helena Krämer"]);
    expect(await names("q=jo", workspaceId)).toEqual(["Jo"]);
    expect(await names("q=ho", workspaceId)).toEqual(["Lena Hoffmann"]);
    expect(await names("q=j_", workspaceId)).toEqual(["Jo"]);
    expect(await names("q=%25", workspaceId)).toEqual([]);
    expect(await names("q=lena", app.shop.workspaceId)).toEqual([]);
  });

  it("lists by kind and page, with a total", async () => {
    const shop = await app.buildShop();
    for (const name of ["A", "B", "C"]) await buildContact(app, { name }, shop);
    await buildDeal(app, { email: "new@example.com" }, shop);
    const page = await app.api("GET", "/api/contacts?limit=3", undefined, { workspace: shop.workspaceId });
    expect(page.body).toMatchObject({ total: 4, next: "3" });
    expect(page.body.contacts).toHaveLength(3);
    expect(await names("limit=3&offset=3", shop.workspaceId)).toEqual(["A"]);
    expect(await names("kind=anonymous", shop.workspaceId)).toEqual([]);
    expect(await names("kind=customer", shop.workspaceId)).toEqual([]);
  });

  it("merges two and takes it back", async () => {
    const one = await buildContact(app, { name: "Mia Lang", email: "mia@one.example" });
    const two = await buildContact(app, { name: "Mia L.", email: "mia@two.example" });
    const deal = await buildDeal(app, { name: "Of two", contactId: two.id });
    const merged = await app.api("POST", `/api/contacts/${one.id}/merge`, { contactId: two.id });
    expect(merged).toMatchObject({
      status: 200,
      body: { id: one.id, deals: [{ name: "Of two" }], merges: [{ contactId: two.id, cause: "person" }] },
    });
    expect(merged.body.identities.map((identity: { value: string }) => identity.value)).toEqual(["mia@one.example", "mia@two.example"]);
    expect(await app.api("GET", `/api/contacts/${two.id}`)).toMatchObject({ status: 200, body: { id: one.id } });
    const [{ id: mergeId }] = merged.body.merges;
    expect(await app.api("POST", `/api/contacts/${two.id}/unmerge`, { mergeId: "999999" })).toMatchObject({
      status: 404,
      body: { error: { code: "merge_missing" } },
    });
    expect(await app.api("POST", `/api/contacts/${one.id}/unmerge`, { mergeId })).toMatchObject({
      status: 200,
      body: { id: one.id, name: "Mia Lang", deals: [], merges: [] },
    });
    expect(await app.api("GET", `/api/contacts/${two.id}`)).toMatchObject({
      status: 200,
      body: { id: two.id, name: "Mia L.", email: "mia@two.example", deals: [{ id: deal.id, name: "Of two" }] },
    });
  });

  it("searches everything at once", async () => {
    const shop = await app.buildShop();
    await buildContact(app, { name: "Teestube Anker", email: "anker@example.com" }, shop);
    const named = await buildDeal(app, { name: "Ankerplatz" }, shop);
    const theirs = await buildDeal(app, { name: "Herbst", email: "anker@example.com" }, shop);
    const { body } = await app.api("GET", "/api/search?q=anker", undefined, { workspace: shop.workspaceId });
    expect(body.contacts).toMatchObject([{ name: "Teestube Anker", kind: "lead" }]);
    expect(body.deals.map((deal: { id: string }) => deal.id)).toEqual([named.id, theirs.id]);
    expect(body.orders).toEqual([]);
    expect((await app.api("GET", "/api/search?q=+", undefined, { workspace: shop.workspaceId })).body).toEqual({
      contacts: [],
      deals: [],
      orders: [],
    });
  });
});
