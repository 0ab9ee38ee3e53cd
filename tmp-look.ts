import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import { mkdirSync } from "node:fs";
const [demo, own, only] = process.argv.slice(2);
mkdirSync("/tmp/shots", { recursive: true });
const args = [...chromium.args.filter((a) => a !== "--single-process" && a !== "--no-zygote"), "--no-sandbox"];
const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args, headless: true });
async function session(opts: any, language: string) {
  const context = await browser.newContext({ locale: language === "de" ? "de-DE" : "en-GB", ...opts });
  const page = await context.newPage();
  await page.addInitScript((l) => localStorage.setItem("sluice.language", l), language);
  await page.request
    .post("http://127.0.0.1:4711/api/sign-in", {
      data: { email: "a@b.example", password: "correct horse battery" },
      headers: { origin: "http://127.0.0.1:4711" },
    })
    .then(async (r) => {
      if (!r.ok()) console.log(await r.text());
    });
  return page;
}
const pages = (
  only ?? "insights,insights/funnel,insights/jams,insights/forecast,insights/trends,insights/customers,insights/chances"
).split(",");
for (const [name, ws, opts, lang, query] of [
  ["demo", demo, { viewport: { width: 1440, height: 1000 } }, "en", "?period=90d"],
  ["demo-de-dark", demo, { viewport: { width: 1440, height: 1000 }, colorScheme: "dark" }, "de", "?period=90d"],
  ["demo-de-360", demo, { viewport: { width: 360, height: 780 } }, "de", "?period=90d"],
  ["maven", own, { viewport: { width: 1440, height: 1000 } }, "en", "?period=all&asOf=2017-12-31"],
] as const) {
  const page = await session(opts, lang);
  for (const p of pages) {
    const began = Date.now();
    await page.goto(`http://127.0.0.1:4711/w/${ws}/${p}${query}`);
    await page.waitForLoadState("networkidle").catch(() => {});
    await page.waitForTimeout(700);
    await page.screenshot({ path: `/tmp/shots/${name}-${p.replace("/", "-")}.png`, fullPage: false });
    const inner = page.locator("main > div").last();
    console.log(name, p, Date.now() - began);
  }
  await page.context().close();
}
await browser.close();
