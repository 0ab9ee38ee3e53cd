import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { fileOf, importing } from "#test/imports.ts";
import { sharedPath } from "#test/shared.ts";
import type { TestShop } from "#test/app.ts";
import { axe, phone, useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;
const shops = {} as Record<"empty" | "demo" | "maven", TestShop>;
const mavenDay = "2017-12-31";
const pages = ["", "/funnel", "/jams", "/forecast", "/trends", "/customers", "/chances"] as const;

beforeAll(async () => {
  const demo = await app.rooms.demo.create("en", { historyDays: 200, visitorsPerDay: 30 });
  shops.empty = app.shop;
  shops.maven = await app.buildShop();
  const { workspaceId } = shops.maven;
  await app.api("PATCH", "/api/workspace", { currency: "USD" }, { workspace: workspaceId });
  const names = ["sales_pipeline", "accounts", "products", "sales_teams"];
  await importing(app, () => workspaceId).bring(
    Object.fromEntries(names.map((name) => [`${name}.csv.gz`, fileOf(sharedPath(`maven_crm/${name}.csv.gz`))])),
  );
  shops.maven = { workspaceId, pipeline: await pipelineOf(workspaceId, "file-engaging") };
  while ((await app.rooms.demo.status()).state !== "live") await sleep(100);
  shops.demo = { workspaceId: demo, pipeline: await pipelineOf(demo, "awareness") };
  await app.settle(60_000);
}, 120_000);

async function pipelineOf(workspace: string, stageId: string): Promise<TestShop["pipeline"]> {
  const { body } = await app.api<{ pipelines: TestShop["pipeline"][] }>("GET", "/api/pipelines", undefined, { workspace });
  return body.pipelines.find(({ stages }) => stages.some(({ id }) => id === stageId))!;
}

/** Where a count opens its records; Maven has deals, but no customers who order. */
const withRecords: Record<keyof typeof shops, readonly string[]> = {
  empty: ["/chances"],
  demo: pages,
  maven: pages.filter((path) => path !== "/customers"),
};
const looks = [
  { language: "en", dark: false, size: { width: 1440, height: 900 } },
  { language: "de", dark: true, size: phone },
] as const;

describe.each(["empty", "demo", "maven"] as const)("%s", (name) => {
  const scope = () => (name === "maven" ? `?period=all&asOf=${mavenDay}&pipelineId=${shops.maven.pipeline.id}` : "?period=90d");

  test.each(looks)(
    "every page stands: $language, dark $dark, $size.width px",
    async (look) => {
      const shop = shops[name];
      const board = `/pipeline/${shop.pipeline.id}`;
      const page = await web.open({ ...look, shop, path: `/insights${scope()}`, allow: /(?!)/ });
      const stands = waiting(page);
      const troubles: string[] = [];
      const check = async (where: string) => {
        await stands();
        troubles.push(...(await troublesOf(page, look)).map((trouble) => `${where}: ${trouble}`));
        await shoot(page, `${name}-${where}-${look.language}-${look.size.width}`);
      };
      for (const path of pages) {
        if (path !== "") await turnTo(page, path);
        const where = path.slice(1) || "overview";
        await check(where);
        if (look.size !== phone || !withRecords[name].includes(path)) continue;
        await page.locator("main").getByRole("button", { name: recordsDe }).first().click();
        await page.locator("[data-total]").waitFor();
        await check(`${where}-records`);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      }
      await page.goto(page.url().replace(/\/insights.*/, board + (name === "maven" ? `?asOf=${mavenDay}` : "")));
      await check("board");
      await page.goto(page.url().replace(/\/pipeline.*/, `${board}?view=list`));
      await check("list");
      expect(troubles).toEqual([]);
    },
    180_000,
  );
});

const recordsDe = /(Datensätze|Deals) zeigen$|kamen hierher$|^[\d.]+ Aufenthalte$|Datensätze der letzten/;

test.each([
  ["en", ["US$2,360.91", "51.8 days", "median 57 days", "69 days", "1,589"], "63.2%", "1,291 of 1,589", /becomes .*\+US\$[1-9]/],
  ["de", ["2.360,91 $", "51,8 Tage", "Median 57 Tage", "69 Tage", "1.589"], "63,2 %", "1.291 von 1.589", /Aus .* werden .*\+[1-9].*\s\$/],
] as const)(
  "the figures known of Maven are read on its pages, and a slider moves its forecast: %s",
  async (language, figures, won, old, moved) => {
    const page = await web.open({ shop: shops.maven, language, path: `/insights?period=all&asOf=${mavenDay}`, allow: /(?!)/ });
    const main = page.locator("main");
    await main.locator("[data-metric] button").first().waitFor();
    const said = await main.innerText();
    expect(figures.filter((figure) => !said.replaceAll("\u00a0", " ").includes(figure))).toEqual([]);
    await main.locator('[data-metric="conversionRate"] button').first().click();
    await page.getByText(won).first().waitFor();
    await page.keyboard.press("Escape");
    await main.locator('nav a[href*="/insights/funnel?"]').click();
    await main.getByText(old).first().waitFor();
    await main.locator('nav a[href*="/insights/chances?"]').click();
    await main.getByText(old.slice(0, 5), { exact: true }).waitFor(); // of the same deals: whose age is counted over a change of clocks too
    await main.locator('nav a[href*="/insights/forecast?"]').click();
    await page.locator('[data-horizon="90d"]').click();
    await main.getByRole("heading", { name: "Engaging" }).waitFor();
    const slider = main.getByRole("slider").first();
    await slider.focus();
    for (let i = 0; i < 8; i += 1) await page.keyboard.press("ArrowRight");
    await main.getByText(moved).waitFor();
    const earlier = main.getByRole("button", { name: /(Show the forecasts|Prognosen zeigen)$/ }).first();
    await earlier.click();
    await page.locator("[data-total]").waitFor();
    expect(await axe(page, '[role="dialog"]')).toEqual([]);
    await shoot(page, `maven-earlier-${language}`);
  },
);

/** To another page of Insights; what the one before showed is gone when this returns. */
async function turnTo(page: Page, path: string): Promise<void> {
  await page.evaluate('document.querySelector("main [aria-busy]").firstElementChild.setAttribute("data-old", "")');
  await page.locator(`main nav a[href*="/insights${path}?"]`).click();
  await page.locator("[data-old]").waitFor({ state: "detached" });
}

/** Waits until a page has all it asked for, and shows no place that waits for something. */
function waiting(page: Page): () => Promise<void> {
  const asked = new Set<unknown>();
  page.on("request", (request) => request.resourceType() !== "eventsource" && asked.add(request));
  for (const end of ["requestfinished", "requestfailed"] as const) page.on(end as "requestfinished", (request) => asked.delete(request));
  return async () => {
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (let still = 0; still < 3; await sleep(50))
      still = asked.size === 0 && (await page.locator("main .mantine-Skeleton-root, main [aria-busy=true]").count()) === 0 ? still + 1 : 0;
  };
}

/** What no page may show: figures that are none, keys for words, ids for names, charts without words, a page wider than the screen, what axe finds. */
async function troublesOf(page: Page, { size: { width } }: (typeof looks)[number]): Promise<string[]> {
  const { text, mute, wide } = await page.evaluate<{ text: string; mute: string[]; wide: number }>(`({
    text: document.body.innerText + [...document.querySelectorAll("[aria-label], [title]")].map((e) => "\\n" + (e.ariaLabel ?? "") + "\\n" + (e.title ?? "")).join(""),
    mute: [...document.querySelectorAll("main figure")].map((figure) => {
      const sentence = document.getElementById(figure.getAttribute("aria-labelledby"))?.textContent ?? "";
      return sentence.trim() === "" ? "no sentence: " + figure.textContent : figure.querySelector("table tr") ? "" : "no table: " + sentence;
    }).filter(Boolean),
    wide: Math.ceil(Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("[role=dialog] table")].map((e) => e.getBoundingClientRect().right))),
  })`);
  return [...(text.match(wrong) ?? []), ...mute, ...(wide > width ? [`${wide} px wide`] : []), ...(await axe(page))];
}

/** A line with what is no figure, a place in words that was not filled, an id, or a key of words instead of words. */
const wrong =
  /.*(\bNaN\b|\bundefined\b|\bnull\b|Infinity|∞|\[object|\{\{|[0-9a-f]{8}-[0-9a-f]{4}-|(?<![@\w.-])[a-z]+[A-Za-z]*(\.[A-Za-z]+)+(?![\w@]*\.?example)).*/g;

/** The whole page as a picture, where somebody asked for pictures; what scrolls in itself is drawn to its end. */
async function shoot(page: Page, name: string): Promise<void> {
  if (!process.env["SCREENSHOTS"]) return;
  const size = page.viewportSize()!;
  const height = await page.evaluate<number>(
    `document.documentElement.scrollHeight + Math.max(...[...document.querySelectorAll("main, main *")].map((e) => e.scrollHeight - e.clientHeight))`,
  );
  await page.setViewportSize({ ...size, height: Math.min(height, 6_000) });
  await web.shoot(page, name);
  await page.setViewportSize(size);
}
