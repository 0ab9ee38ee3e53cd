import { beforeAll, expect, test } from "vitest";
import type { TestShop } from "#test/app.ts";
import { buildContact, buildDeal, sendFacts } from "#test/build.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const soon = { timeout: 15_000 };
let full: TestShop;

beforeAll(async () => {
  const { shop } = app;
  await buildContact(app, { name: "Ada König", email: "ada.koenig@hafen.example", phone: "0171 1234567", company: "Hafen Kontor GmbH" });
  const twin = await buildContact(app, {
    name: "A. Koenig",
    email: "koenig@web.example",
    phone: "+49 171 1234567",
    company: "Hafen-Kontor",
  });
  await buildDeal(app, { name: "Frühjahrsbestellung", contactId: twin.id });
  await sendFacts(app, [{ type: "checkout.started", minutesAgo: 90, who: { email: "koenig@web.example" }, traits: { city: "Kiel" } }]);
  await buildContact(app, { name: "Jana Petersen", email: "jana.petersen@gmail.com" });
  await buildContact(app, { name: "Jana Petersen", email: "janapetersen+tee@googlemail.com" });
  await buildContact(app, { name: "Lena Hoffmann", email: "lena.hoffmann@hotmail.com" });
  await buildContact(app, { name: "Lena Hofmann", email: "lena.hoffmann@hotmial.com" });
  full = await app.buildShop();
  for (let n = 0; n < 14; n += 1) {
    await buildContact(
      app,
      { name: `Mila Brandt ${"abcdefghijklmn"[n]}x`, email: `mila.${n}@gmail.com`, company: `Kontor ${n} Nord GmbH` },
      full,
    );
    await buildContact(
      app,
      { name: `Mila Brandt ${"abcdefghijklmn"[n]}x`, email: `mila${n}+neu@gmail.com`, company: `Kontor ${n} Nord` },
      full,
    );
  }
  await app.settle();
  expect(shop.workspaceId).not.toBe(full.workspaceId);
}, 120_000);

test("a pair is compared, what stays is chosen, merged and taken back, in German", async () => {
  const page = await web.open({ path: "/contacts", language: "de" });
  const tab = page.getByRole("navigation", { name: "Personen und Firmen" }).getByRole("link", { name: /Dubletten/ });
  await expect.poll(() => tab.innerText(), soon).toContain("4");
  await tab.click();
  await page.getByRole("heading", { level: 1, name: "Dubletten" }).waitFor();
  const pairs = page.getByRole("list", { name: "Paare, die eins sein könnten" }).getByRole("button");
  await expect.poll(() => pairs.count(), soon).toBe(3);
  await pairs.filter({ hasText: "A. Koenig" }).click();
  const both = page.getByRole("region", { name: "Gegenüberstellung" });
  await both.getByRole("radiogroup", { name: "Name: was bleibt" }).waitFor();
  expect(await both.innerText()).toContain("dieselbe Telefonnummer");
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "duplicates-de");

  await both.getByRole("radio", { name: "Ada König" }).check();
  await both.getByRole("radio", { name: "koenig@web.example" }).check();
  await both.getByRole("button", { name: "Zusammenführen" }).click();
  await page.getByText("Zusammengeführt.").waitFor();
  await expect.poll(() => pairs.count(), soon).toBe(2);
  const find = async () => (await app.api("GET", "/api/contacts?q=koenig@web.example")).body.contacts;
  expect(await find()).toMatchObject([{ name: "Ada König", email: "koenig@web.example", city: "Kiel" }]);

  await page.getByRole("group", { name: "Welche" }).getByRole("button", { name: "Zusammengeführt" }).click();
  const merges = page.getByRole("list", { name: "Zusammengeführt" });
  await merges.getByRole("button", { name: "Rückgängig" }).waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "duplicates-merged-de");
  await merges.getByRole("button", { name: "Rückgängig" }).click();
  await merges.getByText("rückgängig gemacht").waitFor();
  expect(await find()).toMatchObject([{ name: "A. Koenig", email: "koenig@web.example" }]);
  expect((await app.api("GET", "/api/contacts?q=ada.koenig@hafen.example")).body.contacts).toMatchObject([
    { name: "Ada König", city: null },
  ]);

  // who was parted is not proposed again, until somebody wants to look at it again
  await page.getByRole("group", { name: "Welche" }).getByRole("button", { name: "Nicht dieselben" }).click();
  await page.getByText("A. Koenig").waitFor();
  await web.shoot(page, "duplicates-aside-de");
  await page.getByRole("button", { name: "Noch einmal prüfen" }).click();
  await page.getByText("Noch wurde niemand auseinandergehalten.").waitFor();
});

test("the keyboard alone walks, sets aside and merges; the count follows what is found meanwhile", async () => {
  const page = await web.open({ path: "/contacts/duplicates" });
  const pairs = page.getByRole("list", { name: "Pairs that may be one" }).getByRole("button");
  await expect.poll(() => pairs.count(), soon).toBe(3);
  const here = () => page.locator("[aria-current][data-pair]").innerText();
  const first = await here();
  await page.keyboard.press("j");
  await expect.poll(here, soon).not.toBe(first);
  await page.keyboard.press("k");
  await expect.poll(here, soon).toBe(first);
  while (!(await here()).includes("Hofmann")) {
    const before = await here();
    await page.keyboard.press("j");
    await expect.poll(here, soon).not.toBe(before);
  }
  await page.getByRole("region", { name: "Side by side" }).getByRole("link", { name: "Lena Hofmann" }).waitFor();
  await page.keyboard.press("n");
  await page.getByText("They stay two.").waitFor();
  await expect.poll(() => pairs.count(), soon).toBe(2);
  expect((await app.api("GET", "/api/duplicates?state=aside")).body.pairs).toMatchObject([
    { reasons: [{ kind: "email_typo" }, { kind: "name" }] },
  ]);

  const tab = page.getByRole("link", { name: /Duplicates/ });
  await expect.poll(() => tab.innerText(), soon).toContain("3");
  await buildContact(app, { name: "Nils Weber", phone: "0172 5550001" });
  await buildContact(app, { name: "Weber, Nils", phone: "+49 172 5550001" });
  await expect.poll(() => tab.innerText(), soon).toContain("4");
  await expect.poll(() => pairs.count(), soon).toBe(3);

  await page.getByRole("button", { name: "Merge 2 sure pairs" }).click();
  const dialog = page.getByRole("dialog", { name: "Merge the sure ones" });
  await dialog.getByText("Nils Weber").waitFor();
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "duplicates-sure");
  await dialog.getByRole("button", { name: "Merge 2 pairs" }).click();
  await dialog.getByText("2 pairs merged.").waitFor();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await dialog.waitFor({ state: "detached" }); // letters are for the page once it has gone
  await expect.poll(() => pairs.count(), soon).toBe(1);

  // the last one by its letter; undone from the message
  await page.getByRole("region", { name: "Side by side" }).getByRole("button", { name: "Merge" }).waitFor();
  await page.keyboard.press("m");
  await page.getByText("No duplicates in sight.").waitFor();
  await web.shoot(page, "duplicates-empty");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Two again, as before.").waitFor();
});

test("companies are listed, found, compared and merged, and parted again", async () => {
  const page = await web.open({ path: "/companies", dark: true });
  const rows = page.getByRole("list", { name: "Companies" }).getByRole("listitem");
  await expect.poll(() => rows.count(), soon).toBe(2);
  expect(await axe(page)).toEqual([]);
  await page.getByRole("searchbox", { name: "Name of the company" }).fill("gmbh");
  await expect.poll(() => rows.count(), soon).toBe(1);
  await web.shoot(page, "companies-dark");
  await rows.first().getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Hafen Kontor GmbH" }).waitFor();
  await page.getByRole("heading", { name: "People" }).waitFor();
  expect(await axe(page)).toEqual([]);

  await page.goto(page.url().replace(/\/companies\/.*/, "/contacts/duplicates?kind=company"));
  const both = page.getByRole("region", { name: "Side by side" });
  await both.getByRole("radio", { name: "Hafen Kontor GmbH" }).check();
  expect(await both.innerText()).toContain("same name but for the legal form");
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "duplicates-companies-dark");
  await both.getByRole("button", { name: "Merge" }).click();
  await page.getByText("No duplicates in sight.").waitFor();
  const { companies } = (await app.api("GET", "/api/companies")).body;
  expect(companies).toMatchObject([{ name: "Hafen Kontor GmbH", contacts: 2 }]);

  await page.goto(page.url().replace(/\/contacts\/.*/, `/companies/${companies[0].id}`));
  await page.getByRole("heading", { name: "Merged into this company" }).waitFor();
  await web.shoot(page, "company-dark");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await app.api("GET", "/api/companies")).body.companies.length, soon).toBe(2);

  await page.getByRole("button", { name: "Merge" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("searchbox").fill("hafen");
  await dialog.getByRole("radio").first().check();
  expect(await axe(page)).toEqual([]);
});

test("a thumb decides at 360 px, in German and in the dark, with many to decide", async () => {
  const page = await web.open({ path: "/contacts/duplicates", shop: full, size: phone, language: "de", dark: true });
  const pairs = page.getByRole("list", { name: "Paare, die eins sein könnten" }).getByRole("button");
  await expect.poll(() => pairs.count(), soon).toBe(14);
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  await web.shoot(page, "duplicates-list-de-dark-360");
  await pairs.first().click();
  const both = page.getByRole("region", { name: "Gegenüberstellung" });
  await both.getByRole("button", { name: "Nicht dieselben" }).waitFor();
  const actions = await both.getByRole("button", { name: "Nicht dieselben" }).boundingBox();
  expect(actions!.y + actions!.height).toBeLessThan(phone.height); // under the thumb, however long the comparison is
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  await web.shoot(page, "duplicates-pair-de-dark-360");
  await page.getByRole("button", { name: "Zur Liste" }).click();
  await pairs.first().waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  await both.waitFor();
  await web.shoot(page, "duplicates-full-de-dark");
});

test("who may only look sees both sides and no buttons", async () => {
  const page = await web.open({ path: "/contacts/duplicates", shop: full, role: "viewer" });
  const both = page.getByRole("region", { name: "Side by side" });
  await both.waitFor();
  await web.shoot(page, "duplicates-viewer");
  expect(await both.getByRole("button").count()).toBe(0);
  expect(await both.getByRole("radio").count()).toBe(0);
  await page.keyboard.press("n");
  expect((await app.api("GET", "/api/duplicates?state=aside", undefined, { workspace: full.workspaceId })).body.pairs).toEqual([]);
});
