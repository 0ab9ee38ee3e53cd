import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { shopwareOrder } from "#test/shopware-order.ts";
import { sendFacts, shopwareShop } from "#test/signed.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
let origin: string;

beforeAll(async () => {
  origin = await app.listen();
});

const idIn = (page: Page) => /sources\/([\w-]+)\/connect/.exec(page.url())![1]!;

test("Shopware: the app is downloaded, installed, and its first order is a sale", async () => {
  const page = await web.open({ path: "/settings/sources/new" });
  await page.getByRole("button", { name: /^Shopware/ }).click();
  await page.getByText("Waiting for your shop …").waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download Sluice.zip" }).click()]);
  expect(file.suggestedFilename()).toBe("Sluice.zip");
  const archive = readFileSync((await file.path())!, "utf8");
  const secret = /<secret>(\w+)<\/secret>/.exec(archive)![1]!;
  const registration = new URL(/<registrationUrl>(.*?)<\/registrationUrl>/.exec(archive)![1]!);
  expect(registration.pathname).toBe(`/hooks/shopware/${idIn(page)}/register`);
  await page.getByText("What is in it").click();
  expect(archive).toContain((await page.getByRole("textbox", { name: "manifest.xml" }).innerText()).slice(0, 200));
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "connect-shopware");

  const shop = shopwareShop(origin, { id: idIn(page), secret });
  await shop.install();
  await page.getByText("https://shop.example").waitFor();
  const at = new Date(Date.now() - 60_000).toISOString();
  await shop.send("checkout.order.placed", { order: { ...shopwareOrder, orderDateTime: at, createdAt: at, transactions: [] } });
  await page.getByRole("heading", { name: "It works: the newest event" }).waitFor();
  await page.getByRole("link", { name: /^Deal won/ }).waitFor();
  await web.shoot(page, "connect-shopware-done");

  await page.reload();
  await page.getByText("The app contains a secret that was shown once").waitFor();
  await page.getByRole("button", { name: "Make a new secret and app" }).click();
  await page.getByRole("button", { name: "Download Sluice.zip" }).waitFor();
});

test("Shopware in German, dark and on a phone", async () => {
  const page = await web.open({ path: "/settings/sources/new", language: "de", dark: true, size: phone });
  const shopware = page.getByRole("button", { name: /^Shopware/ });
  await shopware.waitFor();
  await web.shoot(page, "connect-choose-de-dark-360");
  await shopware.click();
  await page.getByRole("button", { name: "Sluice.zip herunterladen" }).waitFor();
  await page.getByText("Was darin steht").click();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "connect-shopware-de-dark-360");
});

test.each(["Vendure", "Medusa"] as const)("%s: install, configure, migrate; the first fact arrives", async (name) => {
  const kind = name.toLowerCase();
  const page = await web.open({ path: "/settings/sources/new" });
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  const secret = await page.getByRole("textbox", { name: "Secret" }).innerText();
  const code = await page.getByRole("textbox", { name: "Code" }).innerText();
  expect(code).toContain(secret);
  expect(code).toContain(`/hooks/sluice/${idIn(page)}`);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, `connect-${kind}`);

  const address = /npm install (\S+)/.exec(await page.getByRole("textbox", { name: "Command" }).first().innerText())![1]!;
  const packed = await fetch(origin + new URL(address).pathname);
  expect(packed.status).toBe(200);
  expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString("latin1")).toContain(`"name": "sluice-${kind}-plugin"`);
  expect((await fetch(`${origin}/packages/sluice-nothing.tgz`)).status).toBe(404);

  const fact = { id: "c-1", type: "cart.updated", at: new Date().toISOString(), who: { email: `${kind}@shop.example` } };
  const bad = { ...fact, id: "c-2", colour: "red" };
  expect((await sendFacts(origin, { id: idIn(page), secret }, { facts: [bad, fact] })).status).toBe(200);
  await page.getByRole("heading", { name: "It works: the newest event" }).waitFor();
  await page.getByRole("link", { name: "Everything that came in" }).click();
  await page.getByText("this field does not fit: colour").waitFor();
});

test("own code, in German and on a phone", async () => {
  const page = await web.open({ path: "/settings/sources/new", language: "de", size: phone });
  await page.getByRole("button", { name: /^Eigener Code/ }).click();
  await page.getByText("Selbst ein Test-Ereignis schicken").click();
  expect(await page.getByRole("textbox", { name: "Befehl" }).innerText()).toContain("sluice-signature");
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "connect-own-code-de-360");
});
