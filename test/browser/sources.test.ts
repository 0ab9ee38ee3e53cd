import { beforeAll, expect, test } from "vitest";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
let source: { id: string; writeKey: string };
let origin: string;

async function send(event: object): Promise<void> {
  const answer = await fetch(`${origin}/v1/track`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ writeKey: source.writeKey, ...event }),
  });
  expect(answer.status).toBe(200);
}

beforeAll(async () => {
  origin = await app.listen();
  source = (await app.api("POST", "/api/sources", { kind: "segment", name: "Tracking" })).body;
  for (let n = 1; n <= 60; n += 1)
    await send({ messageId: `look-${n}`, anonymousId: `visitor-${n}`, event: "Product Viewed", properties: { name: "Assam" } });
  await send({
    messageId: "cart-1",
    anonymousId: "visitor-1",
    event: "Product Added",
    properties: { name: "Assam", price: 9.5, currency: "EUR" },
    context: { traits: { email: "ada@example.com" } },
  });
  await send({
    messageId: "odd-1",
    anonymousId: "visitor-2",
    event: "Order Completed",
    properties: { order_id: "1", total: -3, currency: "EUR" },
  });
  await app.settle();
}, 60_000);

test("the log says what came in, what became of it and why", async () => {
  const page = await web.open({ path: "/settings/sources" });
  await page.getByText("61 accepted").waitFor();
  await page.getByText("1 refused").waitFor();
  await page.getByRole("link", { name: /^Tracking/ }).click();

  const log = page.getByRole("main").getByRole("list").last();
  await expect.poll(() => log.getByRole("listitem").count(), { timeout: 15_000 }).toBe(50);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect.poll(() => log.getByRole("listitem").count(), { timeout: 15_000 }).toBe(62);

  const filter = page.getByRole("group", { name: "Show" });
  await filter.getByRole("button", { name: /^Refused/ }).click();
  await expect.poll(() => log.getByRole("listitem").count(), { timeout: 15_000 }).toBe(1);
  expect(page.url()).toContain("status=refused");
  const refused = log.getByRole("button", { name: /Order Completed/ });
  expect(await refused.innerText()).toContain("a negative amount");
  await refused.click();
  expect(await log.locator("pre").innerText()).toContain('"total": -3');
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "source-log");

  await filter.getByRole("button", { name: "All" }).click();
  await page.getByRole("searchbox", { name: "E-mail or event id" }).fill("ada@example.com");
  await expect.poll(() => log.getByRole("listitem").count(), { timeout: 15_000 }).toBe(1);
  await log.getByRole("button", { name: /Product Added/ }).click();
  await page.getByRole("link", { name: /Deal moved to “Evaluation”/ }).waitFor();
  await page.getByRole("searchbox", { name: "E-mail or event id" }).fill("look-17");
  await page.getByText("visitor-17").waitFor();
});

test("a shop's secret is shown once, a new one on request; a source is renamed and removed", async () => {
  const page = await web.open({ path: "/settings/sources/new", language: "de", dark: true });
  await page.getByRole("button", { name: /^WooCommerce/ }).click();
  const secret = page.getByRole("textbox", { name: "Geheimer Schlüssel" });
  const first = await secret.innerText();
  expect(first.length).toBeGreaterThan(20);
  await page.getByText("order.created", { exact: true }).waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "connect-woocommerce-de-dark");

  await page.reload();
  await page.getByText("Der Schlüssel war einmal zu sehen").waitFor();
  await page.getByRole("button", { name: "Neuen Schlüssel erzeugen" }).click();
  expect(await secret.innerText()).not.toBe(first);

  await page.goto(page.url().replace("/connect", ""));
  await page.getByText("Noch ist nichts angekommen.").waitFor();
  await page.getByRole("button", { name: "Ändern" }).click();
  await page.getByRole("menuitem", { name: "Umbenennen" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Mein Laden");
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByRole("heading", { level: 1, name: "Mein Laden" }).waitFor();
  await page.getByRole("button", { name: "Ändern" }).click();
  await page.getByRole("menuitem", { name: "Entfernen" }).click();
  await page.getByRole("button", { name: "Quelle entfernen" }).click();
  await page.getByRole("heading", { level: 1, name: "Shops und Quellen" }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: /^Mein Laden/ }).count(), { timeout: 15_000 }).toBe(0);
});

test("what a shop signs with the key pasted here is taken", async () => {
  const page = await web.open({ path: "/settings/sources/new", size: phone });
  await page.getByRole("button", { name: /^Shopify/ }).click();
  await page.getByRole("textbox", { name: "Signing key from Shopify" }).fill("shpss_0123456789abcdef");
  await page.getByRole("button", { name: "Keep" }).click();
  await page.getByText("Kept. From now on").waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  await web.shoot(page, "connect-shopify-360");
  const hook = new URL(await page.getByRole("textbox", { name: "URL" }).innerText()).pathname;
  const body = JSON.stringify({
    id: 1,
    name: "#1001",
    email: "ada@example.com",
    created_at: new Date().toISOString(),
    updated_at: new Date().toISOString(),
    currency: "EUR",
    total_price: "42.80",
    total_tax: "0.00",
    line_items: [],
  });
  const signed = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode("shpss_0123456789abcdef"),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signature = Buffer.from(await crypto.subtle.sign("HMAC", signed, new TextEncoder().encode(body))).toString("base64");
  const headers = {
    "content-type": "application/json",
    "x-shopify-topic": "orders/create",
    "x-shopify-webhook-id": "w-1",
    "x-shopify-hmac-sha256": signature,
  };
  expect((await fetch(origin + hook, { method: "POST", headers, body })).status).toBe(200);
  await page.getByRole("heading", { name: "It works: the newest event" }).waitFor();
  await page.getByRole("link", { name: /^Deal won/ }).waitFor();
  expect((await fetch(origin + hook, { method: "POST", headers: { ...headers, "x-shopify-hmac-sha256": "wrong" }, body })).status).toBe(
    401,
  );
});
