import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "#test/app.ts";
import { shopwareShop } from "#test/signed.ts";

const app = useApp();
let url: string;
let source: { id: string; secret: string };
const minute = 60;
const seconds = () => Math.floor(Date.now() / 1000);

beforeEach(async () => {
  url = await app.listen();
  source = (await app.api("POST", "/api/sources", { kind: "shopware", name: "Shopware" })).body;
});

async function log(): Promise<[kind: string, status: string, reason: string | null][]> {
  await app.settle();
  const rows = await app.db.inSystem((tx) =>
    tx.query<{ kind: string; status: string; reason: string | null }>(
      sql`select kind, status, reason from inbound where source_id = ${source.id} order by id`,
    ),
  );
  return rows.map(({ kind, status, reason }) => [kind, status, reason]);
}
const shopUrl = async () => (await app.api("GET", "/api/sources")).body.sources.find(({ id }: any) => id === source.id).shopUrl;
const customer = {
  customer: {
    id: "c1",
    email: "ada@shop.example",
    firstName: "Ada",
    lastName: "Byron",
    guest: false,
    createdAt: "2026-01-05T10:00:00.000+00:00",
  },
};

describe("installing the app", () => {
  test("the shop gets a secret of its own and signs with it from then on", async () => {
    const shop = shopwareShop(url, source);
    expect((await shop.send("checkout.customer.register", customer, { secret: source.secret })).code).toBe("wrong_signature");
    const secret = await shop.install();
    expect(await shopUrl()).toBe("https://shop.example");
    expect((await shop.send("checkout.customer.register", customer)).status).toBe(200);
    expect((await shop.send("checkout.customer.register", customer, { secret: source.secret })).code).toBe("wrong_signature");
    expect(await log()).toEqual([["checkout.customer.register", "accepted", null]]);
    const rows = await app.db.inSystem((tx) => tx.query(sql`select * from source where id = ${source.id}`));
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain("SWIARXBSDJRWEMJONFK2OHBNWA");
    expect(app.lines.join()).not.toContain(secret);
  });

  test("nothing signs before the shop has confirmed", async () => {
    const shop = shopwareShop(url, source);
    const { secret } = (await shop.register()).body;
    expect((await shop.send("checkout.customer.register", customer, { secret })).status).toBe(401);
    expect(await shopUrl()).toBeNull();
  });

  test.each<[string, Parameters<ReturnType<typeof shopwareShop>["register"]>[0]]>([
    ["another secret", { appSecret: "guessed" }],
    ["no signature", { signature: "" }],
    ["base64", { signature: Buffer.alloc(32).toString("base64") }],
    ["half a signature", { signature: "ab".repeat(16) }],
    ["six minutes ago", { at: seconds() - 6 * minute }],
    ["in six minutes", { at: seconds() + 6 * minute }],
    ["at no time", { at: Number.NaN }],
  ])("refused in a text that Shopware shows: %s", async (_, wish) => {
    const { status, body } = await shopwareShop(url, source).register(wish);
    expect([status, body]).toEqual([401, { error: expect.stringMatching(/^[A-Z].* .*\.$/) }]);
  });

  test("a confirmation must be signed with the new secret, be of the same shop and fresh", async () => {
    const shop = shopwareShop(url, source);
    expect((await shop.confirm("nobody gave me this")).status).toBe(401);
    const { secret } = (await shop.register()).body;
    expect((await shop.confirm(secret, { secret: source.secret })).status).toBe(401);
    expect((await shop.confirm(secret, { shopId: "other" })).status).toBe(400);
    expect((await shop.confirm(secret, { at: seconds() - 6 * minute })).status).toBe(401);
    expect(await shopUrl()).toBeNull();
    expect((await shop.confirm(secret)).status).toBe(200);
    expect((await shop.confirm(secret)).status).toBe(401);
  });

  test("installed again, the old secret signs for an hour more", async () => {
    const shop = shopwareShop(url, source);
    const first = await shop.install();
    const second = await shop.install();
    expect(second).not.toBe(first);
    expect((await shop.send("checkout.customer.register", customer, { secret: first })).status).toBe(200);
    expect((await shop.send("checkout.customer.register", customer, { secret: second })).status).toBe(200);
    const sealed = app.parts.keys.seal.seal(
      JSON.stringify({ shopId: shop.shop.id, secret: second, previous: { secret: first, untilMs: Date.now() - 1 } }),
    );
    await app.db.inSystem((tx) => tx.query(sql`update source set app_sealed = ${sealed} where id = ${source.id}`));
    await app.api("PATCH", `/api/sources/${source.id}`, { name: "forget what is cached" });
    expect((await shop.send("checkout.customer.register", customer, { secret: first })).status).toBe(401);
  });

  test("who claims to be the known shop must have its secret", async () => {
    await shopwareShop(url, source).install();
    const other = shopwareShop(url, source);
    const stranger = shopwareShop(url, { ...source });
    expect((await other.register()).status).toBe(200); // the app was removed in between, so the shop forgot its secret
    await expect(impostor(stranger)).resolves.toBe(401);
  });

  async function impostor(shop: ReturnType<typeof shopwareShop>): Promise<number> {
    const query = `shop-id=${shop.shop.id}&shop-url=${encodeURIComponent(shop.shop.url)}&timestamp=${seconds()}`;
    const headers = {
      "shopware-app-signature": createHmac("sha256", source.secret).update(query).digest("hex"),
      "shopware-shop-signature": createHmac("sha256", "guessed").update(query).digest("hex"),
    };
    return (await fetch(`${url}/hooks/shopware/${source.id}/register?${query}`, { headers })).status;
  }

  test("a second shop needs a source of its own, or a new secret of the app", async () => {
    const first = shopwareShop(url, source);
    await first.install();
    const second = { id: "staging00001", url: "https://staging.example" };
    const { status, body } = await shopwareShop(url, source, second).register();
    expect([status, body.error]).toEqual([409, expect.stringContaining("Another Shopware shop")]);
    const renewed = { ...source, secret: "a new secret of the app" };
    await app.api("PATCH", `/api/sources/${source.id}`, { secret: renewed.secret });
    expect((await first.send("checkout.customer.register", customer)).status).toBe(200);
    await shopwareShop(url, renewed, second).install();
    expect(await shopUrl()).toBe("https://staging.example");
  });

  test("unknown sources and other kinds are missing", async () => {
    const woo = (await app.api("POST", "/api/sources", { kind: "woocommerce", name: "Woo" })).body;
    for (const id of [crypto.randomUUID(), woo.id, "x"]) {
      expect((await shopwareShop(url, { id, secret: source.secret }).register()).status).toBe(404);
      expect((await shopwareShop(url, { id, secret: source.secret }).confirm("x")).status).toBe(404);
    }
    expect((await fetch(`${url}/hooks/shopware/${source.id}/register`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${url}/hooks/shopware/${source.id}/confirm`)).status).toBe(404);
  });

  test("removed here, its shop is a stranger", async () => {
    const shop = shopwareShop(url, source);
    await shop.install();
    await app.api("DELETE", `/api/sources/${source.id}`);
    expect((await shop.send("checkout.customer.register", customer)).status).toBe(404);
  });
});

describe("events", () => {
  test("an event sent again is taken once; without an id what it tells counts", async () => {
    const shop = shopwareShop(url, source);
    await shop.install();
    await shop.send("checkout.customer.register", customer, { eventId: "e1" });
    await shop.send("checkout.customer.register", customer, { eventId: "e1", at: seconds() - 5 });
    await shop.send("checkout.customer.register", customer, { eventId: "", at: seconds() - 5 });
    await shop.send("checkout.customer.register", customer, { eventId: "" });
    expect(await log()).toEqual(Array(2).fill(["checkout.customer.register", "accepted", null]));
  });

  test("an altered or unsigned one is nothing at all", async () => {
    const shop = shopwareShop(url, source);
    await shop.install();
    expect((await shop.send("checkout.customer.register", customer, { signed: "another body" })).code).toBe("wrong_signature");
    expect((await fetch(`${url}/hooks/shopware/${source.id}`, { method: "POST", body: "{}" })).status).toBe(401);
    expect(await log()).toEqual([]);
  });

  test("one sent too long ago is refused, visibly, and taken once its time is right", async () => {
    const shop = shopwareShop(url, source);
    await shop.install();
    const old = { eventId: "e1", at: seconds() - 6 * minute };
    expect((await shop.send("checkout.customer.register", customer, old)).code).toBe("stale_timestamp");
    expect((await shop.send("checkout.customer.register", customer, old)).code).toBe("stale_timestamp");
    expect((await shop.send("checkout.customer.register", customer, { eventId: "e1" })).status).toBe(200);
    expect((await shop.send("checkout.customer.login", customer, { at: null })).status).toBe(200); // before 6.4.1 none is told
    expect(await log()).toEqual([
      ["checkout.customer.register", "refused", "stale_timestamp"],
      ["checkout.customer.register", "accepted", null],
      ["checkout.customer.login", "accepted", null],
    ]);
  });

  test("signed, but no event: kept as refused", async () => {
    const shop = shopwareShop(url, source);
    const secret = await shop.install();
    for (const body of ['{"data":', "[]", "{}", `{"data":${"[".repeat(9_000)}${"]".repeat(9_000)}}`]) {
      const headers = { "shopware-shop-signature": createHmac("sha256", secret).update(body).digest("hex") };
      expect((await fetch(`${url}/hooks/shopware/${source.id}`, { method: "POST", body, headers })).status).toBe(200);
    }
    expect((await shop.send("x", { text: "x".repeat(600_000) })).status).toBe(413);
    expect((await log()).map(([, status, reason]) => [status, reason])).toEqual([
      ["refused", "invalid_json"],
      ["refused", "invalid_json"],
      ["ignored", "unknown_topic"],
      ["refused", "too_deep"],
    ]);
  });
});
