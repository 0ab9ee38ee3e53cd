import { beforeAll, expect, test } from "vitest";
import type { BacktestAnswer, ForecastAnswer } from "#insights/forecast/contract.ts";
import { append } from "#ledger/append.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { fillHistory } from "#test/history.ts";
import { day, dealRow, type Scene } from "#test/ledger.ts";
import { axe, phone, sumsOf, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;

beforeAll(async () => {
  const { workspaceId, pipeline } = app.shop;
  const scene: Scene = { workspaceId, pipelineId: pipeline.id, write: (rows) => app.db.inWorkspace(workspaceId, (tx) => append(tx, rows)) };
  await fillHistory(scene, { deals: 1_500, months: 20, random: openRandom(7) });
  const since = Date.now() - 3 * day;
  await scene.write([3_000, 4_500].map((valueMinor) => dealRow(scene, { path: [["interest", since]], valueMinor, currency: "EUR" })));
  await app.settle(60_000);
}, 90_000);

test("says the range first, and what it is made of, with the deals behind it", async () => {
  const page = await web.open({ path: "/insights/forecast" });
  // the next 90 days: of a quarter nothing is left to come on its last day, and nothing has come on its first
  const ahead = (await app.api<ForecastAnswer>("GET", "/api/insights/forecast?horizon=90d")).body;
  const quarter = page.locator('[data-horizon="quarter"]');
  await quarter.waitFor();
  expect(await quarter.getAttribute("aria-pressed")).toBe("true");
  const card = page.locator('[data-horizon="90d"]');
  await card.getByText(/ to /).first().waitFor();
  await card.click();
  await expect.poll(() => card.getAttribute("aria-pressed")).toBe("true");
  await page
    .getByText(/likely brings .* to .*\(8 times in 10\)/)
    .first()
    .waitFor();
  await page
    .getByText(/80 % ranges? .*held \d+ of the last \d+ times/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: /^From open deals: .* Show the deals/ }).click();
  const sum = page.getByRole("dialog").locator("[data-sum]");
  await sum.waitFor();
  expect(Number(await sum.getAttribute("data-total"))).toBe(ahead.split.open.n);
  expect(Math.abs(Number(await sum.getAttribute("data-sum")) - ahead.split.open.value!)).toBeLessThan(1);
  await page.keyboard.press("Escape");
  if (ahead.split.won.n > 0) {
    await page.getByRole("button", { name: /^Won so far: .* Show the deals/ }).click();
    await sum.waitFor();
    expect([await sum.getAttribute("data-total"), await sum.getAttribute("data-sum")]).toEqual([
      String(ahead.split.won.n),
      String(ahead.split.won.value),
    ]);
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Show them" }).click();
  const [covering, worth] = await sumsOf(page);
  expect([covering, Math.round(worth)]).toEqual([ahead.coverage.n, ahead.coverage.openMinor]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByText(/It knows no time: it does not say when the money comes/).waitFor();
  await page.getByRole("button", { name: "How Weighted pipeline is worked out" }).click();
  await page.getByText(/There are no preset percentages/).waitFor();
  await web.shoot(page, "forecast-weighted");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Weighted pipeline: .* Show the deals/ }).click();
  const [weighed, weight] = await sumsOf(page);
  expect([weighed, Math.round(weight)]).toEqual([ahead.weighted.n, ahead.weighted.value]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Show these forecasts" }).click();
  expect(await sumsOf(page)).toEqual([ahead.record!.n, ahead.record!.held]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const google = page.getByRole("button", { name: /^google, From open deals: .* Show the deals/ });
  await google.click();
  const [, open] = await sumsOf(page);
  expect(open).toBeGreaterThan(0);
  expect(open).toBeLessThan(ahead.split.open.value!);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "forecast");
});

test("how often ranges held opens the forecasts, and what came opens its deals", async () => {
  const page = await web.open({ path: "/insights/forecast" });
  const { records, origins } = (await app.api<BacktestAnswer>("GET", "/api/insights/backtest")).body;
  const month = records.find(({ kind }) => kind === "month")!;
  const button = page.getByRole("button", { name: `One month: ${month.held} of ${month.n} ranges held. Show the forecasts` });
  await button.click();
  expect(await sumsOf(page)).toEqual([month.n, month.held]);
  const dialog = page.getByRole("dialog");
  expect(await dialog.locator("tbody tr").count()).toBe(month.n);
  expect(await axe(page, '[role="dialog"]')).toEqual([]);
  await web.shoot(page, "forecast-earlier");
  const { actual } = origins.filter((one) => one.kind === "month" && one.actual !== null).at(-1)!;
  await dialog
    .getByRole("button", { name: /came\. Show the deals$/ })
    .first()
    .click();
  await dialog.getByRole("columnheader", { name: "Won" }).waitFor();
  expect((await sumsOf(page))[1]).toBe(actual);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  const german = await web.open({ path: "/insights/forecast", size: phone, language: "de" });
  await german.getByRole("button", { name: /^Ein Monat: \d+ von \d+ Spannen hielten\. Prognosen zeigen$/ }).click();
  await german
    .getByRole("dialog")
    .getByText(/^\d+ von \d+ Spannen hielten\.$/)
    .waitFor();
  expect(await german.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  await web.shoot(german, "forecast-earlier-phone");
});

test("a manager sets a target and reads how many of 20 reach it; a seller reads it", async () => {
  const page = await web.open({ path: "/insights/forecast", role: "manager" });
  const field = page.getByLabel("Target of a quarter, EUR");
  await field.fill("20000");
  await page.getByRole("button", { name: "Set target" }).click();
  await page.getByText(/\d+ of 20: so likely is the target of €20,000/).waitFor();
  await web.shoot(page, "forecast-target");
  const seller = await web.open({ path: "/insights/forecast", role: "seller" });
  await seller.getByText(/\d+ of 20: so likely is the target of €20,000/).waitFor();
  expect(await seller.getByLabel("Target of a quarter, EUR").count()).toBe(0);
});

test("a slider moves the range and nothing is kept", async () => {
  const page = await web.open({ path: "/insights/forecast?horizon=90d&by=owner" });
  const slider = page.getByRole("slider", { name: "Arriving deals" });
  await slider.focus();
  for (let i = 0; i < 8; i += 1) await page.keyboard.press("ArrowRight");
  await page.getByText(/ becomes .*\+€[1-9]/).waitFor();
  await web.shoot(page, "forecast-what-if");
  await page.getByRole("button", { name: "Back to how it is" }).click();
  await page.getByText("Move a slider and see the range move.").waitFor();
});

test("stands in the dark, in German, on a phone, on a past day and with nothing to say", async () => {
  const dark = await web.open({ path: "/insights/forecast?horizon=12m", dark: true, language: "de" });
  await dark
    .getByText(/bringt wahrscheinlich/)
    .first()
    .waitFor();
  expect(await axe(dark)).toEqual([]);
  await web.shoot(dark, "forecast-dark-de");
  const small = await web.open({ path: "/insights/forecast", size: phone });
  await small
    .getByText(/likely brings/)
    .first()
    .waitFor();
  expect(await small.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  await web.shoot(small, "forecast-phone");
  const past = await web.open({ path: "/insights/forecast?asOf=2026-01-15" });
  await past.locator("[data-horizon]").first().waitFor();
  const empty = await web.open({ path: "/insights/forecast", shop: await app.buildShop() });
  await empty.getByText("Nothing to forecast yet").waitFor();
  await web.shoot(empty, "forecast-empty");
});
