import { beforeAll, expect, test } from "vitest";
import { newId } from "#base/ids.ts";
import { append } from "#ledger/append.ts";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import type { ScoreAnswer } from "#insights/score/contract.ts";
import { contactRow, day, sceneOf, wonRow } from "#test/ledger.ts";
import { lives, shoppers } from "#test/lives.ts";
import type { TestShop } from "#test/app.ts";
import { axe, phone, sumsOf, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
let shop: TestShop;

/** One shop whose deals tell by their source, one whose customers come back. */
beforeAll(async () => {
  shop = await app.buildShop();
  const now = Date.now();
  await app.db.inWorkspace(app.shop.workspaceId, (tx) => append(tx, lives({ pipelineId: app.shop.pipeline.id }, 3600, 4, now)));
  await app.db.inWorkspace(shop.workspaceId, (tx) => append(tx, shoppers({ pipelineId: shop.pipeline.id }, 700, 5, now)));
  await app.settle(60_000);
}, 180_000);

test("chances: what was given beside what came, the card, and the deals behind every step", async () => {
  const page = await web.open({ path: "/insights/chances" });
  await page.getByText(/^Of \d[\d,]* deals we gave/).waitFor({ timeout: 60_000 });
  const { body } = await app.api<ScoreAnswer>("GET", "/api/insights/score");
  await page.getByText("What is known of a deal tells more than stage and age.").waitFor();
  const bin = body.check!.bins.find(({ came }) => came.value !== null)!;
  await page.getByRole("button", { name: `${Math.round(bin.from * 100)}–${Math.round(bin.to * 100)}%`, exact: true }).click();
  const sums = page.getByRole("dialog").locator("[data-total]");
  await sums.waitFor();
  expect([Number(await sums.getAttribute("data-total")), Number(await sums.getAttribute("data-sum"))]).toEqual([
    bin.came.n,
    Math.round(bin.came.value! * bin.came.n),
  ]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "people-chances");
  await page.getByRole("button", { name: /^Older than any deal ever won: .* Show the records/ }).click();
  expect((await sumsOf(page))[0]).toBe(body.open.olderThanAnyWon);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Numbers as a table" }).click();
  await page.getByRole("table").first().waitFor();
});

test("a deal says how likely it is to be won, when and why", async () => {
  const { pipeline } = app.shop;
  const { body } = await app.api<{ id: string }>("POST", "/api/deals", {
    pipelineId: pipeline.id,
    stageId: "interest",
    name: "Two chairs",
  });
  await app.settle();
  const page = await web.open({ path: `/deal/${body.id}` });
  const box = page.getByRole("region", { name: "Chance to win" });
  await box.getByText(/^Likely to be won: \d+–\d+/).waitFor({ timeout: 60_000 });
  await box.getByText(/^probably /).waitFor();
  expect(await axe(page, '[role="dialog"]')).toEqual([]);
  await web.shoot(page, "people-deal");
  const then = await web.open({ path: `/pipeline/${pipeline.id}?asOf=2026-01-15&deal=${body.id}` });
  const asked = await then.waitForResponse((response) => response.url().includes(`/api/deals/${body.id}/chance`));
  expect([new URL(asked.url()).search, asked.status()]).toEqual(["?asOf=2026-01-15", 404]); // it was not there yet
  await then.getByRole("dialog").getByText("Two chairs").first().waitFor();
  expect(await then.getByRole("region", { name: "Chance to win" }).count()).toBe(0);
});

test("customers: how many come back, the cells, the months, who is slipping away; each opens who it is", async () => {
  const page = await web.open({ path: "/insights/customers?period=all", shop });
  await page.getByText(/^\d+ of 100 customers order again within/).waitFor({ timeout: 60_000 });
  const { body } = await app.api<CustomersAnswer>("GET", "/api/insights/customers?from=first", undefined, { workspace: shop.workspaceId });
  expect(body.state).toBe("model");
  const cell = body.cells.filter(({ recency, frequency }) => recency === 0 && frequency === 3);
  const count = cell.reduce((sum, { customers }) => sum + customers, 0);
  await page.getByRole("button", { name: new RegExp(`^${count}: ${count} customers, last order within \\d+ days, 5 and more$`) }).click();
  const sums = page.getByRole("dialog").locator("[data-total]");
  await sums.waitFor();
  expect([Number(await sums.getAttribute("data-total")), Number(await sums.getAttribute("data-sum"))]).toEqual([
    count,
    cell.reduce((sum, { revenue }) => sum + revenue, 0),
  ]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "people-customers");
  await page.getByText("on average; as revenue: neither margin nor discount is set").waitFor();
  await app.api("PATCH", "/api/workspace", { grossMargin: 0.4, discountRate: 0.08 }, { workspace: shop.workspaceId });
  await page.reload();
  await page.getByText("on average; at a gross margin of 40%, discounted by 8% a year").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: /^Value of a customer: .* Show the records/ }).click();
  const { customerValue } = (
    await app.api<CustomersAnswer>("GET", "/api/insights/customers?from=first", undefined, { workspace: shop.workspaceId })
  ).body;
  expect(await sumsOf(page)).toEqual([body.customers, expect.closeTo(customerValue.value!, 3)]);
  await web.shoot(page, "people-worth");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: /^Orders of returning customers: .* Show the records/ }).click();
  const { n, leftOut, value } = body.inPeriod.returningRevenue;
  expect(await sumsOf(page)).toEqual([n + leftOut, value]);
  await web.shoot(page, "people-returning");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const { month, came } = body.cohorts[2]!;
  const row = page.getByRole("row", { name: new RegExp(new Intl.DateTimeFormat("en-GB", { month: "short" }).format(new Date(month))) });
  await row.last().getByRole("button").nth(1).click();
  expect((await sumsOf(page))[0]).toBe(came[1]);
});

test("customers: orders without an exchange rate are said to be left out of the money, not shown as 0", async () => {
  const own = await app.buildShop();
  const scene = sceneOf(app.db, own);
  const start = Math.floor(Date.now() / day) - 60;
  const people = Array.from({ length: 6 }, () => newId());
  const order = (contactId: string, on: number, currency: string) =>
    wonRow(scene, { contactId, currency, path: [["purchase", (start + on) * day]] });
  await scene.write([
    ...people.map((id) => contactRow({ id, firstSeenAt: start * day })),
    ...people.flatMap((id, i) => [order(id, i, "EUR"), order(id, 10 + i, "CHF")]),
  ]);
  await app.settle();
  const page = await web.open({ path: "/insights/customers?period=all", shop: own });
  await page.getByText("6 orders without a value or an exchange rate count as orders only.").waitFor({ timeout: 60_000 });
  await page.getByText("of 12 orders · – of €600").waitFor();
  await page.getByText("not known", { exact: true }).waitFor();
  await page.getByText("up to", { exact: false }).waitFor({ state: "detached" });
  expect(await axe(page)).toEqual([]);
  await web.shoot(page, "people-customers-left-out");
  await page.getByRole("button", { name: /^Orders of returning customers: .* Show the records/ }).click();
  expect(await sumsOf(page)).toEqual([6, 0]);
  expect(await page.getByRole("dialog").getByRole("cell", { name: "–", exact: true }).count()).toBe(6);
  const german = await web.open({ path: "/insights/customers?period=all", shop: own, language: "de" });
  await german.getByText("6 Bestellungen ohne Wert oder Wechselkurs zählen nur als Bestellungen.").waitFor({ timeout: 60_000 });
});

test("in German, dark, on a phone and with nothing there yet", async () => {
  for (const [name, path, own] of [
    ["chances", "/insights/chances", app.shop],
    ["customers", "/insights/customers?period=all", shop],
  ] as const) {
    const small = await web.open({ path, shop: own, language: "de", size: phone });
    await small.getByText(/^(Von \d[\d.]* Deals, denen wir|\d+ von 100 Kunden)/).waitFor({ timeout: 60_000 });
    expect(await small.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await web.shoot(small, `people-${name}-phone`);
    const dark = await web.open({ path, shop: own, language: "de", dark: true });
    await dark.getByText(/^(Von \d[\d.]* Deals, denen wir|\d+ von 100 Kunden)/).waitFor({ timeout: 60_000 });
    expect(await axe(dark)).toEqual([]);
    await web.shoot(dark, `people-${name}-dark`);
    await dark.getByRole("button", { name: /^Wie (Offene Deals, die wohl gewonnen werden|Erwartet in 12 Monaten) berechnet wird/ }).click();
    await dark.getByText(/^(Die Chancen aller offenen Deals zusammengezählt|Für jeden Kunden die Bestellungen)/).waitFor();
  }
  const empty = await app.buildShop();
  const chances = await web.open({ path: "/insights/chances", shop: empty });
  await chances.getByText("Too early for a chance.").waitFor();
  await web.shoot(chances, "people-chances-empty");
  const customers = await web.open({ path: "/insights/customers", shop: empty });
  await customers.getByText("No customers yet").waitFor();
  expect(await axe(customers)).toEqual([]);
  await web.shoot(customers, "people-customers-empty");
});
