import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { buildDeal, sendFacts } from "#test/build.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const dealPath = (id: string) => `/deal/${id}`;
const drawer = (page: Page) => page.getByRole("dialog");
const deal = async (id: string) => (await app.api("GET", `/api/deals/${id}`)).body;

async function until<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  await expect.poll(ask, { timeout: 10_000, interval: 50 }).toEqual(wanted);
}

/** A customer's way through the shop, told by its events. */
async function buildBuyer(email: string): Promise<string> {
  const who = { anonymousId: `browser-${email}`, email };
  await sendFacts(app, [
    {
      type: "page.viewed",
      minutesAgo: 300,
      who: { anonymousId: who.anonymousId },
      page: { path: "/", title: "Home" },
      touch: { source: "newsletter", campaign: "autumn" },
    },
    { type: "page.viewed", minutesAgo: 299, who: { anonymousId: who.anonymousId }, page: { path: "/about", title: "About us" } },
    { type: "page.viewed", minutesAgo: 298, who: { anonymousId: who.anonymousId }, page: { path: "/shipping", title: "Shipping" } },
    { type: "product.viewed", minutesAgo: 200, who: { anonymousId: who.anonymousId }, product: { id: "p1", name: "Sencha Premium" } },
    {
      type: "product.added",
      minutesAgo: 100,
      who: { anonymousId: who.anonymousId },
      product: { id: "p1", name: "Sencha Premium" },
      value: { amountMinor: 4990, currency: "EUR" },
    },
    { type: "contact.identified", minutesAgo: 60, who, traits: { name: "Ada Lovelace", city: "Hamburg" } },
    { type: "checkout.started", minutesAgo: 30, who, value: { amountMinor: 4990, currency: "EUR" } },
  ]);
  const { body } = await app.api("GET", `/api/deals?q=${encodeURIComponent(email)}`);
  return body.deals[0].id;
}

test("a deal's own address opens it over its pipeline: who, what happened and why", async () => {
  const id = await buildBuyer("ada@shop.example");
  const page = await web.open({ path: dealPath(id) });
  await drawer(page).getByRole("heading", { level: 1, name: "Ada Lovelace" }).waitFor();
  expect(page.url()).toContain(`deal=${id}`);
  const timeline = drawer(page).getByRole("list", { name: "What happened" });
  await timeline.getByText("Evaluation → Decision").waitFor();
  const text = await timeline.innerText();
  expect(text).toContain("Evaluation → Decision · Went to the checkout");
  expect(text).toContain("Interest → Evaluation · Put Sencha Premium in the cart");
  expect(text).toContain("Recognised as Ada Lovelace");
  expect(text).toContain("Looked at 2 pages");
  await timeline.getByRole("button", { name: "Which ones" }).click();
  await timeline.getByText("Looked at About us").waitFor();
  await drawer(page).getByText("ada@shop.example").first().waitFor();
  await web.shoot(page, "deal");
  await drawer(page).getByRole("tab", { name: "Details" }).click();
  await drawer(page).getByText("autumn").last().waitFor();
  await web.shoot(page, "deal-details");
});

test("a note is kept while it is typed, saved, and shown to the next browser at once", async () => {
  const { id } = await buildDeal(app, { name: "Noted Deal", stageId: "decision" });
  const [mine, theirs] = [await web.open({ path: dealPath(id) }), await web.open({ path: dealPath(id), role: "seller" })];
  const field = drawer(mine).getByRole("textbox", { name: "Note" });
  await field.fill("Wants to hear about delivery");
  await mine.keyboard.press("Escape");
  await drawer(mine).waitFor({ state: "detached" });
  await mine.goto(`${new URL(mine.url()).origin}/w/${app.shop.workspaceId}${dealPath(id)}`);
  await until(() => field.inputValue(), "Wants to hear about delivery");

  await drawer(mine).getByRole("button", { name: "Save" }).click();
  await drawer(mine).getByRole("list", { name: "What happened" }).getByText("Wants to hear about delivery").waitFor();
  await drawer(theirs).getByRole("list", { name: "What happened" }).getByText("Wants to hear about delivery").waitFor();
  await until(() => field.inputValue(), ""); // the live line may be quicker than the answer
});

test("a call with its outcome", async () => {
  const { id } = await buildDeal(app, { name: "Called Deal", stageId: "decision" });
  const page = await web.open({ path: dealPath(id) });
  await drawer(page).getByRole("button", { name: "Call", exact: true }).click();
  await drawer(page).getByRole("button", { name: "not reached" }).click();
  await drawer(page).getByRole("button", { name: "Save" }).click();
  await drawer(page).getByRole("list", { name: "What happened" }).getByText("not reached").waitFor();
  expect(await drawer(page).getByRole("list", { name: "What happened" }).innerText()).toContain("The owner");
});

test("name, value, stage, checklist and owner change where they stand", async () => {
  const { id } = await buildDeal(app, { name: "Edited Deal", stageId: "interest" });
  const page = await web.open({ path: dealPath(id) });
  await drawer(page).getByRole("heading", { level: 1 }).getByRole("button").click();
  await drawer(page).getByRole("textbox", { name: "Name of the deal" }).fill("Hotel Seeblick");
  await page.keyboard.press("Enter");
  await until(async () => (await deal(id)).name, "Hotel Seeblick");

  await drawer(page).getByRole("button", { name: "no value yet" }).click();
  await drawer(page).getByRole("textbox", { name: "Value" }).fill("4260.50");
  await page.keyboard.press("Enter");
  await until(async () => (await deal(id)).valueMinor, 426_050);

  await drawer(page).getByRole("button", { name: "Move to Evaluation" }).click();
  await until(async () => (await deal(id)).stageId, "evaluation");
  await drawer(page).getByRole("heading", { name: "Evaluation: to move on" }).waitFor();
  await drawer(page).getByRole("checkbox").first().click();
  await until(async () => (await deal(id)).checked.length, 1);

  await drawer(page)
    .getByRole("button", { name: /nobody yet/ })
    .click();
  await page.getByRole("menuitem", { name: "The owner" }).click();
  await until(async () => (await deal(id)).owner?.name, "The owner");
});

test("lost, reopened, won", async () => {
  const { id } = await buildDeal(app, { name: "Turning Deal", stageId: "decision", valueMinor: 5_000, currency: "EUR" });
  const page = await web.open({ path: dealPath(id) });
  await drawer(page).getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Mark as lost …" }).click();
  const dialog = page.getByRole("dialog", { name: "Mark Turning Deal as lost" });
  await dialog.getByRole("radio", { name: "no answer" }).check();
  await dialog.getByRole("button", { name: "Mark as lost" }).click();
  await page
    .getByText(/^Lost on .*: no answer/)
    .first()
    .waitFor();
  await web.shoot(page, "deal-lost");
  await drawer(page).getByRole("button", { name: "Reopen" }).click();
  await until(async () => (await deal(id)).outcome, "open");
  await drawer(page).getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Mark as won" }).click();
  await page
    .getByText(/^Won on /)
    .first()
    .waitFor();
  expect((await deal(id)).outcome).toBe("won");
});

test("a viewer reads and cannot write", async () => {
  const { id } = await buildDeal(app, { name: "Read Deal", stageId: "decision" });
  const page = await web.open({ path: dealPath(id), role: "viewer" });
  await drawer(page).getByRole("heading", { level: 1, name: "Read Deal" }).waitFor();
  expect(await drawer(page).getByRole("textbox").count()).toBe(0);
  expect(await drawer(page).getByRole("button", { name: "More" }).count()).toBe(0);
});

test("a deal that is not there says so", async () => {
  const page = await web.open({ path: `/pipeline/${app.shop.pipeline.id}?deal=01900000-0000-7000-8000-000000000000` });
  await drawer(page).getByText("This deal is not there any more.").first().waitFor();
});

test("an order with its items and what went back", async () => {
  const who = { email: "grace@shop.example" };
  const at = Date.now() - 20 * 60_000;
  const order = {
    externalId: "o-1",
    number: "1001",
    currency: "EUR",
    totalMinor: 7_490,
    items: [{ name: "Tea Hour Gift Set", quantity: 2, priceMinor: 3_745 }],
  };
  await sendFacts(app, [
    { type: "checkout.started", minutesAgo: 30, who },
    { type: "order.placed", minutesAgo: 20, who, order: { ...order, placedAt: at, updatedAt: at } },
    { type: "order.refunded", minutesAgo: 5, who, order: { ...order, updatedAt: at + 60_000, refund: { id: "r-1", amountMinor: 2_000 } } },
  ]);
  const { body } = await app.api("GET", "/api/deals?q=grace&outcome=won");
  const page = await web.open({ path: dealPath(body.deals[0].id) });
  const box = drawer(page).locator("section", { has: page.getByRole("heading", { name: "Order 1001" }) });
  await box.getByText("Tea Hour Gift Set").waitFor();
  expect(await box.innerText()).toContain("-€20.00");
  await drawer(page).getByText("Money refunded").waitFor();
  await web.shoot(page, "deal-order");
});

test.each([
  { language: "en", dark: false, size: { width: 1440, height: 900 } },
  { language: "de", dark: true, size: { width: 1440, height: 900 } },
  { language: "de", dark: false, size: phone },
] as const)("no accessibility violations: $language, dark $dark, $size.width px", async (look) => {
  const id = await buildBuyer(`axe-${look.language}-${look.size.width}@shop.example`);
  const page = await web.open({ path: dealPath(id), ...look });
  await drawer(page)
    .getByRole("list", { name: look.language === "de" ? "Was geschah" : "What happened" })
    .waitFor();
  await web.shoot(page, `deal-${look.language}${look.dark ? "-dark" : ""}-${look.size.width}`);
  expect(await axe(page)).toEqual([]);
  expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(look.size.width);
});
