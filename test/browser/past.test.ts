import { sql } from "kysely";
import type { Page } from "playwright-core";
import { beforeEach, expect, test } from "vitest";
import { addDays, dayOf, startOfDay } from "#base/clock.ts";
import { useFakeShop } from "#test/fake-shop/fake-shop.ts";
import { keys } from "#test/fake-shop/shop.ts";
import { shopifyCustomer, shopifyOrder } from "#test/fake-shop/shopify.ts";
import { wooOrder } from "#test/fake-shop/woocommerce.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp({ env: { SLUICE_LOCAL_SHOPS: "1" } });
const { app } = web;
const shopify = useFakeShop("shopify");
const woocommerce = useFakeShop("woocommerce");

const zone = "Europe/Berlin";
const day = addDays(dayOf(Date.now(), zone), -3);
const noon = startOfDay(day, zone) + 12 * 3_600_000;

beforeEach(() => {
  shopify.reset();
  woocommerce.reset();
});

async function source(kind: "shopify" | "woocommerce", name: string): Promise<string> {
  return (await app.api("POST", "/api/sources", { kind, name })).body.id;
}

const isWide = (page: Page) => page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

test("a Shopify shop's past is offered, brought with its progress, paused, gone on with, and adds up", async () => {
  for (let n = 0; n < 260; n += 1) shopify.orders.set(`${n}`, shopifyOrder(n, { atMs: noon - n * 7_200_000, customer: n % 40 }));
  for (let n = 0; n < 40; n += 1) shopify.customers.set(`${n}`, shopifyCustomer(n, { atMs: noon - 90 * 86_400_000 }));
  const id = await source("shopify", "Tea shop");
  const page = await web.open({ path: `/settings/sources/${id}/connect` });
  await page.getByRole("link", { name: "Bring the past" }).click();
  await page.getByRole("heading", { name: "Bring the past" }).waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "past-offer");

  await page.getByRole("button", { name: "Bring the past" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Shop" }).fill(shopify.url);
  await dialog.getByRole("textbox", { name: "Client ID or access token" }).fill("shpat_wrong-token");
  await dialog.getByRole("button", { name: "Check and keep" }).click();
  await dialog.getByRole("alert").getByText("The shop does not let this key in.").waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "past-key");
  await dialog.getByRole("textbox", { name: "Client ID or access token" }).fill(keys.token);
  await dialog.getByRole("button", { name: "Check and keep" }).click();
  await dialog.waitFor({ state: "hidden" });

  const gate = Promise.withResolvers<void>();
  let turnedAway = false;
  shopify.before = async ({ query }) => {
    if (!query.has("since_id") || query.get("since_id") === "0") return undefined;
    if (!turnedAway) {
      turnedAway = true;
      return { status: 429, headers: { "retry-after": "6" } };
    }
    await gate.promise;
    return undefined;
  };
  await page.getByRole("radio", { name: "24 months" }).check();
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText("Waiting for the shop's limit until").waitFor();
  await page.getByText("250 of 260").waitFor();
  await page.getByText("40 of 40").waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "past-running");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused").waitFor();
  await web.shoot(page, "past-paused");
  gate.resolve();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("The past is here").waitFor();
  await page.getByText("260 orders and 40 customers, 300 of them new here.").waitFor();
  await page.getByText("All 30 compared days add up.").waitFor();
  await page
    .getByRole("button", { name: /: adds up$/ })
    .nth(26)
    .click();
  await page.getByRole("table").getByText("12 orders").first().waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "past-done");
  await page.getByRole("button", { name: "Bring again" }).click();
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText("260 orders and 40 customers, 0 of them new here.").waitFor();
}, 90_000);

test("a day that does not add up names its orders and is healed with one click: German, dark, 360 pixels", async () => {
  for (let n = 0; n < 5; n += 1) woocommerce.orders.set(String(700 + n), wooOrder(n, { atMs: noon + n * 60_000, total: `${n + 1}9.90` }));
  const id = await source("woocommerce", "Laden");
  await app.api("PUT", `/api/sources/${id}/past/key`, { url: woocommerce.url, key: keys.key, secret: keys.secret });
  await app.api("POST", `/api/sources/${id}/past`, { months: null });
  await app.settle();
  await app.db.inSystem((tx) => tx.query(sql`delete from shop_order where external_id = '700'`));
  woocommerce.orders.delete("701");
  woocommerce.orders.set("702", { ...woocommerce.orders.get("702")!, total: "31.90" });

  const page = await web.open({ path: `/settings/sources/${id}`, language: "de", dark: true, size: phone });
  await page.getByText("Alle 30 verglichenen Tage stimmen überein.").waitFor();
  await page.getByRole("button", { name: "Diese 30 Tage neu vergleichen" }).click();
  await page.getByText("1 von 30 verglichenen Tagen stimmt nicht überein.").waitFor();
  await page.getByRole("row", { name: /^702 andere Summe/ }).waitFor();
  await page.getByRole("row", { name: /^700 fehlt hier/ }).waitFor();
  expect(await isWide(page)).toBe(false);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "days-gap-de-dark-360");
  await page.getByRole("button", { name: "Diese 3 Bestellungen richtigstellen" }).scrollIntoViewIfNeeded();
  await web.shoot(page, "days-gap-de-dark-360-below");
  await page.setViewportSize({ width: 1440, height: 900 });
  await web.shoot(page, "days-gap-de-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await web.shoot(page, "days-gap-de");
  await page.getByRole("button", { name: "Diese 3 Bestellungen richtigstellen" }).click();
  await page.getByText("Alle 30 verglichenen Tage stimmen überein.").waitFor();
  await web.shoot(page, "days-healed-de");
}, 90_000);

test("trouble is said in words; a stopped past is cancelled and its key forgotten", async () => {
  const id = await source("shopify", "Old shop");
  await app.api("PUT", `/api/sources/${id}/past/key`, { url: shopify.url, key: keys.token });
  shopify.token = "shpat_another-token-now";
  await app.api("POST", `/api/sources/${id}/past`, { months: 12 });
  const page = await web.open({ path: `/settings/sources/${id}` });
  await page.getByText("Stopped. The shop does not let this key in.").waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "past-stopped");
  shopify.token = keys.token;
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: "Cancel it" }).click();
  await page.getByText("Cancelled. What came in stays.").waitFor();
  await page.getByRole("button", { name: /^Key for/ }).click();
  await page.getByRole("menuitem", { name: "Forget the key" }).click();
  await page.getByRole("button", { name: "Forget the key" }).click();
  await page.getByText("With a key to the shop's API").waitFor();
});
