import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { buildDeal, sendFacts } from "#test/build.ts";
import { fillStage } from "./fill-stage.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const board = () => `/pipeline/${app.shop.pipeline.id}`;
const column = (page: Page, stageId: string) => page.locator(`[data-stage="${stageId}"]`);
const card = (page: Page, name: string) => page.locator("a[data-deal]", { hasText: name });
const stageOf = async (dealId: string) => (await app.api("GET", `/api/deals/${dealId}`)).body.stageId;

async function until<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  await expect.poll(ask, { timeout: 10_000, interval: 50 }).toEqual(wanted);
}

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!];
  await page.mouse.move(start.x + 20, start.y + 12);
  await page.mouse.down();
  await page.mouse.move(start.x + 30, start.y + 30, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + 120, { steps: 8 });
  await page.mouse.up();
}

describe("moving deals", () => {
  test("by dragging: the card and its money are in the other column at once, and stay after a reload", async () => {
    const deal = await buildDeal(app, { name: "Dragged Deal", stageId: "interest", valueMinor: 12_300, currency: "EUR" });
    const page = await web.open({ path: board() });
    await drag(page, card(page, "Dragged Deal"), column(page, "decision"));
    await column(page, "decision").locator("a", { hasText: "Dragged Deal" }).waitFor();
    await until(() => stageOf(deal.id), "decision");
    expect(await column(page, "decision").locator("h2").innerText()).toContain("123");
    await page.reload();
    await column(page, "decision").locator("a", { hasText: "Dragged Deal" }).waitFor();
    await web.shoot(page, "pipeline-dragged");
  });

  test("by keyboard: space lifts, arrows choose, space drops, focus goes along, and it is said aloud", async () => {
    const deal = await buildDeal(app, { name: "Keyboard Deal", stageId: "interest" });
    const page = await web.open({ path: board() });
    await card(page, "Keyboard Deal").focus();
    await page.keyboard.press("Space");
    await page.getByText(/Keyboard Deal lifted in Interest/).waitFor({ state: "attached" });
    await page.keyboard.press("ArrowRight");
    await page.getByText("Over Evaluation, column 3 of 6.").waitFor({ state: "attached" });
    await web.shoot(page, "pipeline-lifted");
    await page.keyboard.press("Space");
    await page.getByText("Keyboard Deal moved to Evaluation.").waitFor({ state: "attached" });
    await until(() => stageOf(deal.id), "evaluation");
    await until(() => page.locator(":focus", { hasText: "Keyboard Deal" }).count(), 1);

    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    await page.getByText("Stays in Evaluation.").waitFor({ state: "attached" });
    expect(await stageOf(deal.id)).toBe("evaluation");
  });

  test("a refused move goes back and says why", async () => {
    await buildDeal(app, { name: "Refused Deal", stageId: "interest" });
    const page = await web.open({ path: board() });
    await page.route("**/api/deals/*/stage", (route) =>
      route.fulfill({ status: 409, json: { error: { code: "deal_closed", message: "", details: {}, requestId: "r" } } }),
    );
    await card(page, "Refused Deal").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByText("Refused Deal stays in Interest.").waitFor();
    await column(page, "interest").locator("a", { hasText: "Refused Deal" }).waitFor();
  });

  test("arrows walk over the board, enter opens, escape closes and gives focus back", async () => {
    await buildDeal(app, { name: "Walked Deal", stageId: "awareness" });
    await buildDeal(app, { name: "Neighbour", stageId: "interest" });
    const page = await web.open({ path: board() });
    await card(page, "Walked Deal").focus();
    await page.keyboard.press("ArrowRight");
    await until(() => column(page, "interest").locator(":focus").count(), 1);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("heading", { level: 1, name: "Walked Deal" }).waitFor();
    expect(page.url()).toContain("deal=");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await until(() => page.locator(":focus", { hasText: "Walked Deal" }).count(), 1);
    await page.getByRole("searchbox").press("?");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "As a table" }).press("?");
    await page.getByRole("dialog", { name: "Keys on the board" }).waitFor();
    await web.shoot(page, "pipeline-keys");
  });

  test("a viewer looks and cannot move", async () => {
    await buildDeal(app, { name: "Looked at", stageId: "interest" });
    const page = await web.open({ path: board(), role: "viewer" });
    await card(page, "Looked at").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    expect(await page.getByText(/lifted/).count()).toBe(0);
    expect(await page.getByRole("button", { name: "New deal" }).count()).toBe(0);
  });
});

test("lost with a reason", async () => {
  const deal = await buildDeal(app, { name: "Lost Deal", stageId: "decision" });
  const page = await web.open({ path: board() });
  await card(page, "Lost Deal").focus();
  await page.keyboard.press("l");
  const dialog = page.getByRole("dialog", { name: "Mark Lost Deal as lost" });
  expect(await dialog.getByRole("button", { name: "Mark as lost" }).isDisabled()).toBe(true);
  await dialog.getByRole("radio", { name: "too expensive" }).check();
  await dialog.getByRole("textbox").fill("Wanted half the price");
  await web.shoot(page, "pipeline-lose");
  await dialog.getByRole("button", { name: "Mark as lost" }).click();
  await page.getByText("Lost Deal is marked as lost.").waitFor();
  await card(page, "Lost Deal").waitFor({ state: "detached" });
  expect((await app.api("GET", `/api/deals/${deal.id}`)).body).toMatchObject({ outcome: "lost", lostReason: "too_expensive" });
});

test("two browsers: what one does the other sees, and so does what the shop sends", async () => {
  const deal = await buildDeal(app, { name: "Shared Deal", stageId: "interest" });
  const [mine, theirs] = [await web.open({ path: board() }), await web.open({ path: board(), role: "seller" })];
  await card(theirs, "Shared Deal").waitFor();
  await card(mine, "Shared Deal").focus();
  await mine.keyboard.press("Space");
  await mine.keyboard.press("ArrowRight");
  await mine.keyboard.press("Space");
  await column(theirs, "evaluation").locator("a", { hasText: "Shared Deal" }).waitFor();
  await until(() => stageOf(deal.id), "evaluation");

  const before = await column(theirs, "awareness").locator("li").count();
  await sendFacts(app, [
    {
      type: "page.viewed",
      minutesAgo: 0,
      who: { anonymousId: "visitor-live" },
      page: { path: "/tea", title: "Tea" },
      traits: { city: "Hamburg" },
    },
  ]);
  await column(theirs, "awareness").locator("a", { hasText: "Visitor from Hamburg" }).waitFor();
  expect(await column(theirs, "awareness").locator("li").count()).toBe(before + 1);
});

test("the list: filters stand in the address, survive a reload, and several deals move at once", async () => {
  for (const [name, valueMinor] of [
    ["Bulk small", 1_000],
    ["Bulk large one", 900_000],
    ["Bulk large two", 800_000],
  ] as const)
    await buildDeal(app, { name, stageId: "interest", valueMinor, currency: "EUR" });
  const page = await web.open({ path: `${board()}?view=list` });
  await page.getByRole("searchbox", { name: "Name or e-mail" }).fill("bulk");
  await page.getByText("3 deals").first().waitFor();
  await page.getByRole("button", { name: /Value from/ }).click();
  await page.getByRole("textbox", { name: "Value from" }).fill("5000");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("2 deals").first().waitFor();
  expect(new URL(page.url()).searchParams.get("minValue")).toBe("500000");
  await page.reload();
  await page.getByText("2 deals").first().waitFor();
  const names = () => page.locator('[role="row"] a').allInnerTexts();
  await page.getByRole("button", { name: "Value", exact: true }).click();
  await until(names, ["Bulk large one", "Bulk large two"]);
  await page.getByRole("button", { name: "Value", exact: true }).click();
  await until(names, ["Bulk large two", "Bulk large one"]);
  await page.getByRole("checkbox", { name: "Choose all rows that are loaded" }).check();
  await web.shoot(page, "pipeline-list");
  await page.getByRole("button", { name: "Move to …" }).click();
  await page.getByRole("menuitem", { name: "Decision" }).click();
  await page.getByText("2 deals moved to Decision.").waitFor();
  await until(async () => (await app.api("GET", `/api/deals?pipelineId=${app.shop.pipeline.id}&q=bulk&stageId=decision`)).body.total, 2);
});

test("the board of a past day can be looked at and not changed", async () => {
  const page = await web.open({ path: "/pipeline?asOf=2020-01-01" });
  await page.getByText(/This is how it stood on 1 Jan 2020/).waitFor();
  expect(await page.getByRole("button", { name: "New deal" }).count()).toBe(0);
  await page.getByRole("button", { name: "As of 1 Jan 2020" }).press("Enter");
  await page.getByRole("radio", { name: "as it was known on that day" }).press("Space");
  await page.getByRole("button", { name: "Show", exact: true }).press("Enter");
  await page.getByText(/This is how it was known on 1 Jan 2020/).waitFor();
  expect(new URL(page.url()).search).toBe("?asKnownOn=2020-01-01");
  expect(await page.getByRole("button", { name: "New deal" }).count()).toBe(0);
  await page.getByRole("button", { name: "Back to now" }).click();
  await page.getByRole("button", { name: "New deal" }).waitFor();
});

test("an address that means nothing shows the plain board", async () => {
  const page = await web.open({ path: `${board()}?minValue=lots&known=maybe&asOf=2026-02-31&sort=luck` });
  await column(page, "awareness").waitFor();
});

test("the last of 5,000 cards is reachable, and nothing loads them all", async () => {
  await fillStage(app, "retention", 5_000);
  const page = await web.open({ path: board() });
  let cards = 0;
  page.on("response", async (response) => {
    if (response.url().includes("/cards?")) cards += (await response.json().catch(() => ({ cards: [] }))).cards.length; // the page may be gone by then
  });
  await column(page, "retention").locator("a[data-deal]").first().focus();
  await page.keyboard.press("End");
  await column(page, "retention").locator("a", { hasText: "Card 5000" }).waitFor();
  await until(() => page.locator(":focus", { hasText: "Card 5000" }).count(), 1);
  expect(cards).toBeLessThanOrEqual(300);
  expect(await page.locator("a[data-deal]").count()).toBeLessThan(200);
  await web.shoot(page, "pipeline-5000th");
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  await column(page, "retention").locator("a", { hasText: "Card 0" }).first().waitFor();

  await column(page, "retention")
    .locator("ul")
    .evaluate((list) => void (list.parentElement!.scrollTop = list.scrollHeight / 2));
  await column(page, "retention").locator("a", { hasText: "Card 2500" }).waitFor();
});

test("at 360 px: a stage list with what the thumb needs", async () => {
  const deal = await buildDeal(app, { name: "Thumb Deal", stageId: "decision", email: "thumb@shop.example" });
  const page = await web.open({ path: `${board()}?stage=decision`, size: phone });
  await page
    .getByRole("tab", { name: /^Decision/ })
    .and(page.locator('[aria-selected="true"]'))
    .waitFor();
  await page.getByRole("button", { name: /Thumb Deal/ }).click();
  expect(await page.getByRole("link", { name: "E-mail" }).getAttribute("href")).toBe("mailto:thumb@shop.example");
  await web.shoot(page, "pipeline-phone");
  expect(await axe(page)).toEqual([]);
  expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole("button", { name: "Next: Purchase" }).click();
  await until(async () => (await app.api("GET", `/api/deals/${deal.id}`)).body.outcome, "won");
});

test.each([
  { language: "en", dark: false },
  { language: "de", dark: true },
] as const)("no accessibility violations: $language, dark $dark", async (look) => {
  const page = await web.open({ path: board(), ...look });
  await column(page, "retention").waitFor();
  await web.shoot(page, `pipeline-${look.language}${look.dark ? "-dark" : ""}`);
  expect(await axe(page)).toEqual([]);
  await page.goto(`${page.url()}?view=list`);
  await page.getByRole("table").waitFor();
  await web.shoot(page, `list-${look.language}${look.dark ? "-dark" : ""}`);
  expect(await axe(page)).toEqual([]);
});

test("an empty shop says what will stand here and how to get there", async () => {
  const shop = await app.buildShop();
  const page = await web.open({ path: `/pipeline/${shop.pipeline.id}`, shop });
  await page.getByText("Visitors, carts and orders will stand here.").waitFor();
  expect(await page.getByRole("link", { name: "Connect a shop" }).getAttribute("href")).toContain("/settings/sources/new");
  await web.shoot(page, "pipeline-empty");
  expect(await axe(page)).toEqual([]);
});

test("an error says so and can be tried again", async () => {
  const page = await web.open({ path: "/contacts", allow: /status of 500/ });
  await page.route("**/board?*", (route) =>
    route.fulfill({ status: 500, json: { error: { code: "internal", message: "", details: {}, requestId: "r-1" } } }),
  );
  await page.goto(page.url().replace("/contacts", board()));
  await page.getByText("Sluice ran into a fault of its own. Nothing was changed.").waitFor();
  await web.shoot(page, "pipeline-error");
  await page.unroute("**/board?*");
  await page.getByRole("button", { name: /again/i }).click();
  await column(page, "awareness").waitFor();
});
