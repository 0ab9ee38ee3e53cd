import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { newId } from "#base/ids.ts";
import type { AlertsAnswer } from "#insights/trends/contract.ts";
import type { RecordsPage } from "#insights/contract.ts";
import { lookForChanges } from "#insights/trends/look.ts";
import { buildJourneys } from "#test/journeys.ts";
import { sceneOf, day } from "#test/ledger.ts";
import type { TestShop } from "#test/app.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
let quiet: TestShop;
let young: TestShop;

/** Three shops of 70, 70 and 12 weeks: win rate falls in the first from week 56 on. */
beforeAll(async () => {
  [quiet, young] = [await app.buildShop(), await app.buildShop()];
  const end = Date.now() - 2 * 3_600_000;
  await sceneOf(app.db, app.shop).write(buildJourneys(sceneOf(app.db, app.shop), { seed: 1, endMs: end, weeks: 70, rate: 0.36, from: 56 }));
  await sceneOf(app.db, quiet).write(buildJourneys(sceneOf(app.db, quiet), { seed: 2, endMs: end, weeks: 70 }));
  await sceneOf(app.db, young).write(buildJourneys(sceneOf(app.db, young), { seed: 3, endMs: end, weeks: 12, perWeek: 8 }));
  await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
    tx.query(sql`
      insert into change_note (workspace_id, id, day, title, text, created_at)
      values (${app.shop.workspaceId}, ${newId()}, ${new Date(end - 60 * day).toISOString().slice(0, 10)}, 'New checkout', '', now())
    `),
  );
  await app.settle();
  for (const { workspaceId } of [app.shop, quiet, young])
    await lookForChanges({ db: app.db, insights: app.rooms.insights, workspaceId, userId: null });
}, 120_000);

test("a change is told in words, leads to its records, is set aside and taken up again", async () => {
  const page = await web.open({ path: "/insights/trends" });
  const { alerts } = (await app.api<AlertsAnswer>("GET", "/api/insights/alerts")).body;
  expect(alerts.length).toBeGreaterThan(0);
  await page.getByText("Decision → Purchase fell from").waitFor();
  await page.getByText("The whole shop is watched, whatever is filtered above.").waitFor();
  await page.locator("[data-series]").nth(5).waitFor();
  await page.waitForTimeout(800);
  await web.shoot(page, "trends");
  const series = page.locator('[data-series="revenueWon"]');
  await series.getByRole("button", { name: "Numbers as a table" }).press("Enter");
  const week = series.getByRole("row").nth(20);
  const count = await week.getByRole("cell").nth(1).innerText();
  await week.getByRole("button").press("Enter");
  await page.getByRole("dialog").locator(`[data-total="${count}"]`).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const row = page.locator('[data-alert="stageConversion"]').first();
  await row.getByRole("button", { name: / since$/ }).click();
  const dialog = page.getByRole("dialog");
  const sums = dialog.locator("[data-total]");
  await sums.waitFor();
  const told = alerts.find(({ metric }) => metric === "stageConversion")!;
  expect(Number(await sums.getAttribute("data-total"))).toBe(told.nAfter);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await row.getByRole("button", { name: "Set aside" }).click();
  await row.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Show earlier ones too" }).click();
  await row.getByRole("button", { name: "Take up again" }).click();
  await row.getByRole("button", { name: "Set aside" }).waitFor();
});

test("every row and cell of sales opens records that add up to it", async () => {
  const page = await web.open({ path: "/insights/trends?period=90d" });
  await page.locator('tr[data-key="tea"]').getByRole("button").click();
  const sums = page.getByRole("dialog").locator("[data-total]");
  await sums.waitFor();
  expect(await page.getByRole("dialog").locator("tbody tr").count()).toBe(Math.min(100, Number(await sums.getAttribute("data-total"))));
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const cell = page.locator("[data-cell]:not([data-sales='0'])").first();
  const [key, sales] = [await cell.getAttribute("data-cell"), Number(await cell.getAttribute("data-sales"))];
  await cell.click();
  await sums.waitFor();
  expect([key, Number(await sums.getAttribute("data-total"))]).toEqual([key, sales]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.locator("label", { hasText: "Weekday" }).click();
  await page.locator('tr[data-key="7"]').waitFor();
  expect(page.url()).toContain("by=weekday");
  await web.shoot(page, "trends-sales");
});

test("quiet in the dark, and too early on a narrow German screen; each without a fault of accessibility", async () => {
  const still = await web.open({ path: "/insights/trends", shop: quiet, dark: true });
  await still.getByText("Nothing has changed beyond chance in 26 weeks.").waitFor();
  await still.waitForTimeout(800);
  expect(await axe(still)).toEqual([]);
  await web.shoot(still, "trends-quiet-dark");
  const early = await web.open({ path: "/insights/trends", shop: young, language: "de", size: phone });
  await early.getByText(/Noch zu früh: Ab dem/).waitFor();
  await early.waitForTimeout(800);
  expect(await axe(early)).toEqual([]);
  await web.shoot(early, "trends-early-phone-de");
});

test("empty, and in German; each without a fault of accessibility", async () => {
  const empty = await web.open({ path: "/insights/trends", shop: await app.buildShop() });
  await empty.getByText("No weeks to compare yet").waitFor();
  expect(await axe(empty)).toEqual([]);
  await web.shoot(empty, "trends-empty");
  const filtered = await web.open({ path: "/insights/trends?customers=new", shop: quiet });
  await filtered.getByRole("heading", { name: /^No change is open\..*The whole shop is watched/ }).waitFor();
  const none = await web.open({ path: "/insights/trends?source=nobody" });
  await none.getByText("Decision → Purchase fell from").waitFor();
  await none.getByText("No weekly series with these filters").waitFor();
  expect(await axe(none)).toEqual([]);
  await web.shoot(none, "trends-filtered-empty");
  const german = await web.open({ path: "/insights/trends", language: "de" });
  await german.getByText(/Decision → Purchase: von/).waitFor();
  await german.waitForTimeout(800);
  expect(await axe(german)).toEqual([]);
  await web.shoot(german, "trends-de");
});

test("the number beside Insights goes once the page was seen", async () => {
  const page = await web.open({ path: "/insights", role: "viewer" });
  const link = page.getByRole("navigation").getByRole("link", { name: /^Insights/ });
  await link.getByText(/new change/).waitFor({ state: "attached" });
  await page.getByRole("link", { name: "Trends" }).click();
  await link.getByText(/new change/).waitFor({ state: "detached" });
  const { body } = await app.api<RecordsPage>("GET", "/api/insights/alerts/count");
  expect(body).toEqual({ unread: expect.any(Number) });
});
