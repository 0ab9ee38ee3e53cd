import { beforeAll, expect, test } from "vitest";
import type { ChannelAnswer, MetricsAnswer, RecordsAnswer } from "#insights/contract.ts";
import { sendFacts } from "#test/build.ts";
import { axe, phone, sumsOf, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const day = 24 * 60;

/** Twelve visitors, of whom eight are recognised, six order and one sends everything back. */
beforeAll(async () => {
  for (let n = 1; n <= 12; n += 1) {
    const anonymous = { anonymousId: `visitor-${n}` };
    const who = { ...anonymous, email: `visitor-${n}@shop.example` };
    const began = (n + 3) * day;
    const at = Date.now() - (began - 2 * day) * 60_000;
    await sendFacts(app, [
      { type: "page.viewed", minutesAgo: began, who: anonymous, page: { path: "/" } },
      { type: "product.viewed", minutesAgo: began - 10, who: anonymous, product: { id: "p", name: "Assam" } },
      ...(n <= 8
        ? [
            { type: "contact.identified" as const, minutesAgo: began - day, who },
            { type: "checkout.started" as const, minutesAgo: began - day - 5, who },
          ]
        : []),
      ...(n <= 6
        ? [
            {
              type: "order.placed" as const,
              minutesAgo: began - 2 * day,
              who,
              order: { externalId: `o-${n}`, currency: "EUR", totalMinor: n * 1_000, placedAt: at, updatedAt: at },
            },
          ]
        : []),
    ]);
  }
  await app.settle();
}, 60_000);

const metrics = async () => (await app.api<MetricsAnswer>("GET", "/api/insights/metrics")).body.metrics;

test("the figures on the page are the figures of the API, each with period, change and n", async () => {
  const page = await web.open({ path: "/insights" });
  const { leadsGenerated, averageDealSize } = await metrics();
  expect([leadsGenerated.value, averageDealSize.value]).toEqual([8, 3_500]);
  const figure = (name: string) => page.locator(`[data-metric="${name}"]`);
  await figure("leadsGenerated").getByRole("button", { name: "Leads generated: 8. Show the records" }).waitFor();
  expect(await figure("averageDealSize").innerText()).toMatch(/€35\.00[\s\S]*median €35\.00 · 6 sales/);
  expect(await figure("salesCycle").innerText()).toContain("2 days");
  await figure("conversionRate")
    .getByRole("button", { name: /^How Conversion rate/ })
    .click();
  await page.getByText("Of the deals that began in this period, the share that is won.").waitFor();
  await web.shoot(page, "insights-how");
});

test("each stretch of a small chart opens its records, by mouse and by keyboard", async () => {
  const page = await web.open({ path: "/insights" });
  const dialog = page.getByRole("dialog");
  const chart = page.getByRole("figure", { name: /leads in all/ });
  const weeks = chart.getByRole("button", { name: /: [1-9]\d*(, not over yet)?\. Show the records$/ });
  await weeks.first().waitFor();
  let leads = 0;
  for (const week of await weeks.all()) {
    await week.click();
    const sums = dialog.locator("[data-total]");
    await sums.waitFor();
    const said = Number(/: (\d+)[.,]/.exec((await week.getAttribute("aria-label"))!)![1]);
    expect(Number(await sums.getAttribute("data-total"))).toBe(said);
    leads += said;
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }
  await page.getByText(`${leads} leads in all`).waitFor();
  await weeks.last().focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await dialog.locator("[data-total]").waitFor();
});

test("the records behind every figure add up to it and lead to what they are", async () => {
  const page = await web.open({ path: "/insights" });
  const dialog = page.getByRole("dialog");
  for (const name of ["leadsGenerated", "conversionRate", "averageDealSize", "salesCycle", "salesVelocity"] as const) {
    await page
      .locator(`[data-metric="${name}"]`)
      .getByRole("button", { name: /Show the records/ })
      .click();
    const sums = dialog.locator("[data-total]");
    await sums.waitFor();
    const [total, sum] = [Number(await sums.getAttribute("data-total")), Number(await sums.getAttribute("data-sum"))];
    const figure = (await metrics())[name];
    const { body } = await app.api<RecordsAnswer>("GET", `/api/insights/records?metric=${name}&limit=200`);
    expect([name, total, sum]).toEqual([name, body.total, body.sum]);
    expect(body.records.reduce((added, record) => added + record.value, 0)).toBeCloseTo(sum, 6);
    expect(figure.unit === "count" || figure.unit === "money per day" ? sum : sum / body.whole).toBeCloseTo(figure.value!, 9);
    expect(await dialog.locator("tbody tr").count()).toBe(total);
    expect(await dialog.getByRole("link").first().getAttribute("href")).toContain(name === "leadsGenerated" ? "/contacts/" : "/deal/");
    await web.shoot(page, `insights-records-${name}`);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }
  await page.getByRole("button", { name: /^Leads generated: 8/ }).click();
  await dialog.getByRole("link").first().click();
  await page
    .getByRole("heading", { level: 1, name: /visitor/i })
    .first()
    .waitFor();
});

test("each gate of the channel opens the deals that it is made of", async () => {
  const page = await web.open({ path: "/insights" });
  const { body } = await app.api<ChannelAnswer>("GET", `/api/insights/channel?pipelineId=${app.shop.pipeline.id}`);
  const gate = body.gates.find(({ from }) => from === "decision")!;
  expect([gate.entered, gate.passed]).toEqual([8, 6]);
  const row = page.getByRole("row", { name: /^Decision → / });
  await page.getByText(/^Deals that came in from .*: always the last 90 days, whatever the period\.$/).waitFor();
  for (const [name, n] of [
    [`of ${gate.entered}`, gate.entered],
    [String(gate.passed), gate.passed],
    ["2 still open", 2],
  ] as const) {
    await row.getByRole("button", { name, exact: true }).click();
    expect([name, (await sumsOf(page))[0]]).toEqual([name, n]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  }
});

test("filters stand in the address, narrow every number, and can be kept under a name", async () => {
  const page = await web.open({ path: "/insights" });
  await page.getByRole("button", { name: "+ Filter" }).click();
  await page.getByRole("combobox", { name: "Customers" }).click();
  await page.getByRole("option", { name: "returning" }).click();
  await expect.poll(() => page.url()).toContain("customers=returning");
  await page.locator('[data-metric="averageDealSize"]').getByText("too early to say").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("textbox", { name: "Save these filters" }).fill("Who comes back");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: /^Who comes back/ }).waitFor();
  await web.shoot(page, "insights-views");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove filter: Customers: returning" }).click();
  await page.locator('[data-metric="averageDealSize"]').getByText("€35.00").first().waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: /^Who comes back/ }).click();
  await expect.poll(() => page.url()).toContain("customers=returning");
});

test("every number of a past day, as it was and as it was known", async () => {
  const page = await web.open({ path: "/insights" });
  await page.getByRole("button", { name: "As of today" }).click();
  const past = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  await page.getByRole("textbox", { name: "End of the day" }).fill(past);
  await page.getByRole("radio", { name: "as it was known on that day" }).check();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect.poll(() => page.url()).toContain(`asKnownOn=${past}`);
  await page.getByText(/All figures as they were known on/).waitFor();
  await page.locator('[data-metric="leadsGenerated"]').getByRole("button", { name: "Leads generated: 0. Show the records" }).waitFor();
});

test("the period stands in the address and comes back with a reload", async () => {
  const page = await web.open({ path: "/insights" });
  await page.getByRole("button", { name: /^30 days/ }).click();
  await page.getByRole("button", { name: "7 days" }).click();
  await page.getByRole("button", { name: /^7 days ·/ }).waitFor();
  expect(page.url()).toContain("period=7d");
  await page.reload();
  await page.getByRole("button", { name: /^7 days ·/ }).waitFor();
  await page.getByRole("button", { name: /^7 days ·/ }).click();
  await page.getByRole("textbox", { name: "From" }).fill("2026-01-01");
  await page.getByRole("textbox", { name: "To", exact: true }).fill("2026-01-31");
  await page.getByRole("button", { name: "Show these days" }).click();
  await expect.poll(() => page.url()).toContain("from=2026-01-01");
  await page.locator('[data-metric="averageDealSize"]').getByText("too early to say").waitFor();
});

test("the course goes by what fits, or by the stretch one chooses; it stands in the address", async () => {
  const page = await web.open({ path: "/insights" });
  const bars = page.getByRole("figure", { name: /leads in all/ }).locator("[data-bucket]");
  await bars.nth(11).waitFor();
  expect(await bars.count()).toBe(12);
  await page.getByText("Sales velocity has no course").waitFor();
  await page.getByRole("radiogroup", { name: "Show the course by" }).getByText("Days").click();
  await expect.poll(() => page.url()).toContain("by=day");
  await bars.nth(29).waitFor();
  await page.getByRole("heading", { name: /^Day by day/ }).waitFor();
  await page.reload();
  await bars.nth(29).waitFor();
  expect(await bars.count()).toBe(30);
  expect(await page.getByText("8 leads in all").count()).toBe(1);
  await web.shoot(page, "insights-days");
  const german = await web.open({ path: "/insights?period=12m&by=quarter", language: "de", size: phone });
  await german.getByRole("heading", { name: /^Quartal für Quartal/ }).waitFor();
  await german.getByText("Umsatz je Tag hat keinen Verlauf").waitFor();
  expect(await german.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(360);
  await web.shoot(german, "insights-quarters-phone");
});

test.each([
  { language: "en", dark: false, size: { width: 1440, height: 900 } },
  { language: "de", dark: true, size: { width: 1440, height: 900 } },
  { language: "de", dark: false, size: phone },
] as const)("no accessibility violations: $language, dark $dark, $size.width px", async (look) => {
  const page = await web.open({ path: "/insights", ...look });
  await page.locator("[data-metric] button").first().waitFor();
  await page.getByRole("table").first().waitFor();
  await web.shoot(page, `insights-${look.language}${look.dark ? "-dark" : ""}-${look.size.width}`);
  expect(await axe(page)).toEqual([]);
  expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(look.size.width);
});

test("a shop without events says what will stand here", async () => {
  const shop = await app.buildShop();
  const page = await web.open({ path: "/insights", shop });
  await page.getByText("The figures of your shop will stand here.").waitFor();
  await web.shoot(page, "insights-empty");
  expect(await axe(page)).toEqual([]);
});
