import { beforeAll, expect, test } from "vitest";
import { aroundMidnight } from "#test/around-midnight.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { fillHistory } from "#test/history.ts";
import { sceneOf } from "#test/ledger.ts";
import { useWebApp } from "./web-app.ts";

const web = useWebApp();
const { app } = web;

beforeAll(async () => {
  const scene = sceneOf(app.db, app.shop);
  await fillHistory(scene, { deals: 200, months: 6, random: openRandom(12) });
  await scene.write(aroundMidnight(scene, 90));
  await app.settle(30_000);
}, 60_000);

/** Everything that a page says, once it stands. */
async function saidIn(timeZone: string, path: string, ready: RegExp): Promise<string> {
  const page = await web.open({ path, timeZone });
  expect(await page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")).toBe(timeZone);
  await page.getByText(ready).first().waitFor();
  await page.waitForLoadState("networkidle");
  const unready = page.locator('[aria-busy="true"], .mantine-Skeleton-root');
  await expect.poll(() => unready.count(), { timeout: 30_000 }).toBe(0);
  return page.locator("main").innerText();
}

test.each([
  ["the overview", "/insights?period=month", /leads? in all/],
  ["the funnel", "/insights/funnel?period=month", /went on/],
  ["the trends", "/insights/trends?period=month&by=weekday", /Monday/],
] as const)("%s says the same figures wherever one sits", async (_, path, ready) => {
  const berlin = await saidIn("Europe/Berlin", path, ready);
  expect(berlin.length).toBeGreaterThan(500);
  expect(berlin).toMatch(/\d/);
  for (const elsewhere of ["America/Los_Angeles", "Asia/Tokyo"]) expect(await saidIn(elsewhere, path, ready)).toBe(berlin);
});
