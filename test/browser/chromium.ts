import { setTimeout as sleep } from "node:timers/promises";
import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

/** One process for everything, and a graphics card in software, which takes half of all the time that Chromium uses. */
const unwanted = new Set([
  "--single-process",
  "--no-zygote",
  "--ignore-gpu-blocklist",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
]);

/** A real Chromium, the one that comes with the packages. `CHROMIUM` names another program to start. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? (await chromium.executablePath());
  const args = [...chromium.args.filter((arg) => !unwanted.has(arg)), "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"];
  // The program unpacks itself on first use; a second process may find it half written.
  for (let tries = 0; ; tries += 1) {
    try {
      return await playwright.launch({ executablePath, args, headless: true });
    } catch (error) {
      if (tries === 5 || !/ETXTBSY|EACCES|ENOENT|Text file busy/.test(String(error))) throw error;
      await sleep(500);
    }
  }
}

/** One browser for the tests of a file. Each test opens a context of its own with `browser.newContext()`. */
export function useBrowser(): { browser: Browser } {
  const holder = { browser: undefined as unknown as Browser };
  beforeAll(async () => {
    holder.browser = await launchChromium();
  }, 120_000);
  afterAll(() => holder.browser?.close());
  return holder;
}
