import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "playwright-core";
import { afterEach, beforeAll, expect, vi } from "vitest";
import type { Role } from "#workspaces/contract.ts";
import { useApp, type TestApp, type TestShop } from "#test/app.ts";
import { useBrowser } from "./chromium.ts";

const root = path.resolve(import.meta.dirname, "../..");
/** Where the screenshots of a run are written, to be looked at; none are taken without. */
const screenshotDir = process.env["SCREENSHOTS"];
const buildTimeoutMs = 120_000;

export type Look = {
  path?: string;
  role?: Role | "nobody";
  shop?: TestShop;
  language?: "en" | "de";
  dark?: boolean;
  size?: { width: number; height: number };
  /** Where the person sits; the shop is in Berlin. */ timeZone?: string;
  /** Troubles the test makes on purpose. */ allow?: RegExp;
};
export type WebApp = {
  app: TestApp;
  /** Opens a page as a signed-in member (an owner if not said) and waits until it stands; what goes wrong in it fails the test. */
  open(look?: Look): Promise<Page>;
  /** Takes a screenshot to be looked at, where somebody asked for them. */
  shoot(page: Page, name: string): Promise<void>;
};

export const phone = { width: 360, height: 780 };

/** The web app on a whole Sluice, in a real browser. Use at the top of a file. */
export function useWebApp(wish: Parameters<typeof useApp>[0] = {}): WebApp {
  vi.setConfig({ testTimeout: 90_000 });
  beforeAll(buildWeb, buildTimeoutMs);
  const app = useApp({ ...wish, webDir: path.join(root, "dist/web") });
  const chromium = useBrowser();
  const opened: { context: BrowserContext; troubles: string[] }[] = [];
  afterEach(async () => {
    const troubles = opened.flatMap((each) => each.troubles);
    await Promise.all(opened.splice(0).map(({ context }) => context.close()));
    expect(troubles).toEqual([]);
  });

  const open = async ({
    path: where = "",
    role = "owner",
    shop = app.shop,
    language = "en",
    dark = false,
    size = { width: 1440, height: 900 },
    timeZone = "Europe/Berlin",
    allow = /status of 4\d\d/,
  }: Look = {}): Promise<Page> => {
    const origin = await app.listen();
    const { cookie = "" } = role === "nobody" ? {} : await app.signedIn(role, shop);
    const context = await chromium.browser.newContext({
      viewport: size,
      colorScheme: dark ? "dark" : "light",
      locale: language === "de" ? "de-DE" : "en-GB",
      timezoneId: timeZone,
      reducedMotion: "reduce",
    });
    if (cookie)
      await context.addCookies(
        cookie
          .split("; ")
          .map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), url: origin })),
      );
    const troubles: string[] = [];
    opened.push({ context, troubles });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => message.type() === "error" && !allow.test(message.text()) && troubles.push(message.text()));
    await page.goto(role === "nobody" ? origin + where : `${origin}/w/${shop.workspaceId}${where}`);
    return page;
  };

  const shoot = async (page: Page, name: string): Promise<void> => {
    if (!screenshotDir) return;
    await page.waitForTimeout(300);
    await page.screenshot({ path: path.join(screenshotDir, `${name}.png`) });
  };
  return { app, open, shoot };
}

/** Number and sum that the open list of records says. */
export async function sumsOf(page: Page): Promise<[total: number, sum: number]> {
  const sums = page.getByRole("dialog").locator("[data-total]");
  await sums.waitFor();
  return [Number(await sums.getAttribute("data-total")), Number(await sums.getAttribute("data-sum"))];
}

/** What an accessibility check of the whole page, or of a part, finds, in a line each. */
export async function axe(page: Page, part?: string): Promise<string[]> {
  // Half a megabyte of source is sent and compiled once for a document; in one that has it already, nothing is to be added.
  const axeSource = (await page.evaluate<boolean>("typeof window.axe?.run === 'function'")) ? ";" : undefined;
  const builder = new AxeBuilder({ page, axeSource });
  const { violations } = await (part ? builder.include(part) : builder)
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .setLegacyMode() // in the page itself: without frames of others nothing needs the second page, which takes longer than the check
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary?.replaceAll(/\s+/g, " ") ?? ""}`.slice(0, 400)),
  );
}

/** Builds the app if its sources changed. Files of tests run beside each other; one builds, the others wait. */
async function buildWeb(): Promise<void> {
  const lock = path.join(tmpdir(), "sluice-web-build.lock");
  for (let tries = 0; !take(lock); tries += 1) {
    if (tries * 100 > buildTimeoutMs || Date.now() - madeAt(lock) > buildTimeoutMs) rmSync(lock, { recursive: true, force: true });
    await sleep(100);
  }
  try {
    const { status, stderr, stdout } = spawnSync(process.execPath, [path.join(root, "scripts/build-web.mjs")], {
      cwd: root,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`The web app does not build: ${stdout}${stderr}`);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

function madeAt(lock: string): number {
  try {
    return statSync(lock).ctimeMs;
  } catch {
    return Date.now();
  }
}
