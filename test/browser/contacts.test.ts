import { beforeAll, expect, test } from "vitest";
import { buildContact, sendFacts } from "#test/build.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const many = 240;

beforeAll(async () => {
  await sendFacts(
    app,
    Array.from({ length: many }, (_, n) => ({
      type: "lead.captured" as const,
      minutesAgo: 1_000 + n,
      who: { email: `lead-${String(n).padStart(3, "0")}@shop.example` },
    })),
  );
  await sendFacts(app, [
    { type: "product.viewed", minutesAgo: 30, who: { anonymousId: "phone" }, product: { id: "p", name: "Sencha" } },
    { type: "checkout.started", minutesAgo: 10, who: { email: "ada@example.com" }, traits: { name: "Ada Lovelace", city: "London" } },
  ]);
  await buildContact(app, { name: "Ada L.", email: "a.lovelace@example.com" });
  await app.settle();
}, 60_000);

test("the list holds only what is on the screen, and its last row is reached", async () => {
  const page = await web.open({ path: "/contacts" });
  const rows = page.getByRole("list", { name: "Contacts" }).getByRole("listitem");
  await rows.first().waitFor();
  expect(await rows.count()).toBeLessThan(60);
  await page.getByText(String(many + 2)).waitFor();
  const scroller = page.getByRole("list", { name: "Contacts" }).locator("..");
  const last = page.locator(`li[aria-posinset="${many + 2}"]`);
  await expect
    .poll(
      async () => {
        await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return last.count();
      },
      { timeout: 15_000 },
    )
    .toBe(1);
  expect(await rows.count()).toBeLessThan(60);
  expect(await axe(page)).toEqual([]);

  await page.getByRole("searchbox", { name: "Name, e-mail, phone" }).fill("lead-17");
  await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(10);
  expect(page.url()).toContain("q=lead-17");
  await page.getByRole("searchbox").fill("nobody at all");
  await page.getByText("Nobody matches.").waitFor();
});

test("two contacts become one and two again", async () => {
  const page = await web.open({ path: "/contacts?q=ada" });
  await page.getByRole("link", { name: /^Ada Lovelace/ }).click();
  await page.getByRole("heading", { level: 1, name: "Ada Lovelace" }).waitFor();
  const identities = page.locator("section", { has: page.getByRole("heading", { name: "Known by" }) });
  expect(await identities.innerText()).not.toContain("a.lovelace@example.com");

  await page.getByRole("button", { name: "Merge" }).click();
  const dialog = page.getByRole("dialog", { name: "Merge with Ada Lovelace" });
  await dialog.getByRole("searchbox").fill("lovelace");
  await dialog.getByRole("radio", { name: "Ada L." }).click();
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Merge" }).click();
  await identities.getByText("a.lovelace@example.com").waitFor();
  await page.getByRole("heading", { name: "Joined histories" }).waitFor();
  await web.shoot(page, "contact-merged");

  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => identities.innerText()).not.toContain("a.lovelace@example.com");
  expect((await app.api("GET", "/api/contacts?q=a.lovelace@example.com")).body.contacts).toHaveLength(1);
});

test("a contact is made and changed by hand, with a thumb", async () => {
  const page = await web.open({ path: "/contacts", size: phone, language: "de", dark: true });
  await page.getByRole("button", { name: "Neuer Kontakt" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Grete Hopper");
  await page.getByRole("textbox", { name: "E-Mail" }).fill("ada@example.com");
  await page.getByRole("button", { name: "Kontakt anlegen" }).click();
  await page.getByRole("alert").getByText("gibt es schon").waitFor();
  await page.getByRole("textbox", { name: "E-Mail" }).fill("grete@example.com");
  await page.getByRole("button", { name: "Kontakt anlegen" }).click();
  await page.getByRole("heading", { level: 1, name: "Grete Hopper" }).waitFor();
  await page.getByRole("button", { name: "Bearbeiten" }).click();
  await page.getByRole("textbox", { name: "Ort" }).fill("Kiel");
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByText("Kiel").waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  await web.shoot(page, "contact-de-dark-360");
});

test("⌘K finds people, deals and places by keyboard alone", async () => {
  const page = await web.open({ path: "/contacts" });
  await page.getByRole("list", { name: "Contacts" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Search people, deals, orders").waitFor();
  await page.keyboard.type("lovelace");
  await page
    .getByRole("button", { name: /Ada Lovelace/ })
    .first()
    .waitFor();
  await web.shoot(page, "search");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /^Ada L/ }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Search people, deals, orders").fill("currenc");
  await page.getByText("Nothing found.").waitFor();
  await page.getByPlaceholder("Search people, deals, orders").fill("team");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Team" }).waitFor();
});
