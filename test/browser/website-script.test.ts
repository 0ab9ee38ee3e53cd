import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { BrowserContext, Page } from "playwright-core";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptText } from "#intake/website-script.ts";
import { useApp } from "#test/app.ts";
import { useBrowser } from "./chromium.ts";

const app = useApp();
const chromium = useBrowser();
let server: string;
let shop: string;
let site: Server;
let pages: Record<string, string>;

/** A shop's website, on another origin than Sluice. */
beforeAll(async () => {
  server = await app.listen();
  site = createServer((request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(pages[request.url!.split("?")[0]!] ?? "<title>Empty</title>"),
  );
  await once(site.listen(0, "127.0.0.1"), "listening");
  shop = `http://localhost:${(site.address() as AddressInfo).port}`;
});
afterAll(() => {
  site.closeAllConnections();
  site.close();
});

async function open(
  html: string,
  path = "/",
  others: Record<string, string> = {},
): Promise<{ page: Page; context: BrowserContext; sourceId: string; errors: string[] }> {
  const { id, writeKey } = (await app.api("POST", "/api/sources", { kind: "script", name: "Site" })).body;
  const tag = `<script>window.sluice=window.sluice||function(){(sluice.q=sluice.q||[]).push(arguments)}</script><script async src="${server}/s.js" data-key="${writeKey}"></script>`;
  pages = Object.fromEntries(
    Object.entries({ [path.split("?")[0]!]: html, ...others }).map(([name, body]) => [name, `<title>Shop</title>${tag}${body}`]),
  );
  const context = await chromium.browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(shop + path);
  return { page, context, sourceId: id, errors };
}

type Row = { kind: string; status: string; body: Record<string, any> };

/** What came in, once `count` events have, and are worked off. */
async function received(sourceId: string, count: number): Promise<Row[]> {
  for (let tries = 0; ; tries += 1) {
    await app.settle();
    const rows = await app.db.inSystem((tx) =>
      tx.query<Omit<Row, "body"> & { body: string }>(sql`select kind, status, body from inbound where source_id = ${sourceId} order by id`),
    );
    if ((rows.length >= count && rows.every(({ status }) => status !== "waiting")) || tries === 200)
      return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("it is under 2 KB", () => {
  expect(gzipSync(scriptText).length).toBeLessThan(2048);
});

test("it is served packed, cached, to any site", async () => {
  const answer = await fetch(`${server}/s.js`);
  expect(answer.headers.get("cache-control")).toContain("max-age=3600");
  expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(await answer.text()).toBe(scriptText);
  expect((await fetch(`${server}/s.js`, { headers: { "if-none-match": answer.headers.get("etag")! } })).status).toBe(304);
});

test("a page view with its campaign, and each change of the address", async () => {
  const { page, sourceId, errors } = await open("<h1>Shop</h1>", "/tea?utm_source=News&utm_medium=email&utm_campaign=autumn");
  await received(sourceId, 1);
  await page.evaluate("history.pushState({}, '', '/cup')");
  await received(sourceId, 2);
  await page.evaluate("history.replaceState({}, '', '/cup')"); // the same page
  await page.goBack();
  const rows = await received(sourceId, 3);
  expect(rows.map(({ kind, status, body }) => [kind, status, body.context.page.path, body.context.page.referrer])).toEqual([
    ["page", "accepted", "/tea", ""],
    ["page", "accepted", "/cup", `${shop}/tea?utm_source=News&utm_medium=email&utm_campaign=autumn`],
    ["page", "accepted", "/tea", `${shop}/cup`],
  ]);
  expect(new Set(rows.map(({ body }) => body.anonymousId)).size).toBe(1);
  expect(errors).toEqual([]);
  const [contact] = await app.db.inSystem((tx) =>
    tx.query(sql`select touch from contact where id = (select contact_id from inbound where source_id = ${sourceId} limit 1)`),
  );
  expect(contact).toMatchObject({ touch: { touch: { source: "news", medium: "email", campaign: "autumn", landing: "/tea" } } });
});

test("calls, attributes and the data layer become facts, and the deal stands where they prove", async () => {
  const html = `
    <script>
      sluice("identify", "u-7", { email: "Ada@Shop.example" });
      dataLayer = [{ event: "gtm.js" }, { event: "view_item", ecommerce: { currency: "EUR", items: [{ item_id: "p-1", item_name: "Sencha", price: 12.9 }] } }];
      function gtag() { dataLayer.push(arguments) }
    </script>
    <div data-sluice-event="Product Viewed" data-sluice-on="load" data-sluice-name="Gyokuro"></div>
    <button data-sluice-event="Product Added" data-sluice-product-id="p-1" data-sluice-price="12.90"><b>Into the cart</b></button>
    <form data-sluice-event="generate_lead" onsubmit="return false"><button>Go</button></form>`;
  const { page, sourceId, errors } = await open(html);
  await received(sourceId, 4);
  await page.click("b");
  await page.click("form button");
  await page.evaluate(
    `gtag("event", "begin_checkout", { value: 12.9, currency: "EUR" }); sluice("track", "Coupon Entered", { coupon: "TEA" }); sluice("nonsense")`,
  );
  const rows = await received(sourceId, 8);
  expect(rows.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual(
    ["Coupon Entered", "Product Added", "Product Viewed", "begin_checkout", "generate_lead", "identify", "page", "view_item"].map(
      (kind) => `${kind} accepted`,
    ),
  );
  expect(rows.find(({ kind }) => kind === "Product Added")!.body.properties).toEqual({ product_id: "p-1", price: "12.90" });
  expect(errors).toEqual([]);
  const { stages } = (await app.api("GET", `/api/pipelines/${app.shop.pipeline.id}/board?q=ada`)).body;
  expect(stages.find(({ id }: { id: string }) => id === "decision").cards).toMatchObject([{ valueMinor: 1290, currency: "EUR" }]);
});

test("nothing is stored before consent, and the visitor is the same afterwards", async () => {
  const { page, context, sourceId } = await open("<a href='/next'>next</a>", "/", { "/next": "", "/last": "" });
  const kept = async () => [
    await page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length"),
    (await context.cookies()).length,
  ];
  await received(sourceId, 1);
  expect(await kept()).toEqual([0, 0]);
  await page.click("a");
  await received(sourceId, 2);
  expect(await kept()).toEqual([0, 0]);
  await page.evaluate(`sluice("consent")`);
  expect(await kept()).toEqual([1, 0]);
  await page.goto(`${shop}/last`);
  const [first, second, third] = (await received(sourceId, 3)).map(({ body }) => body.anonymousId);
  expect(third).toBe(second);
  expect(second).not.toBe(first);
  await page.evaluate(`sluice("consent", false)`);
  expect(await kept()).toEqual([0, 0]);
});
