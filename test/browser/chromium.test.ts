import { expect, test } from "vitest";
import { useBrowser } from "./chromium.ts";

const holder = useBrowser();

test("a page is shown", async () => {
  const page = await holder.browser.newPage();
  await page.setContent("<title>Sluice</title><h1>Grüße</h1>");
  expect(await page.locator("h1").innerText()).toBe("Grüße");
  expect((await page.screenshot()).length).toBeGreaterThan(1000);
});
