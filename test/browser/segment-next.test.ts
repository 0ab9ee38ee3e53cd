import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "#test/app.ts";
import { useBrowser } from "./chromium.ts";

const app = useApp();
const chromium = useBrowser();
const client = path.resolve(import.meta.dirname, "../../node_modules/@segment/analytics-next/dist/umd");
let site: Server;

beforeAll(async () => {
  site = createServer((request, response) => {
    const file = /^\/ajs\/([\w.-]+\.js)$/.exec(request.url!)?.[1];
    response.writeHead(200, { "content-type": file ? "text/javascript" : "text/html" });
    response.end(file ? readFileSync(path.join(client, file)) : `<title>Shop</title><script src="/ajs/index.js"></script>`);
  });
  await once(site.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  site.closeAllConnections();
  site.close();
});

test.each(["standard", "batching"] as const)(
  "the real Segment client in a browser, %s delivery: the right deal stands in the right stage",
  async (strategy) => {
    const host = new URL(await app.listen()).host;
    const shop = await app.buildShop();
    const by = { workspace: shop.workspaceId };
    const { id, writeKey } = (await app.api("POST", "/api/sources", { kind: "segment", name: "Website" }, by)).body;
    const context = await chromium.browser.newContext();
    const page = await context.newPage();
    const failed: string[] = [];
    page.on("pageerror", (error) => failed.push(String(error)));
    page.on("requestfailed", (request) => failed.push(request.url()));
    page.on("response", (response) => response.status() >= 400 && failed.push(`${response.status()} ${response.url()}`));
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/tea?utm_source=news&utm_medium=email`);

    const settings = {
      "Segment.io": {
        apiKey: writeKey,
        apiHost: `${host}/v1`,
        protocol: "http",
        deliveryStrategy: { strategy, config: { size: 10, timeout: 200 } },
      },
    };
    await page.evaluate(`(async () => {
    const analytics = window.AnalyticsNext.AnalyticsBrowser.load({ writeKey: ${JSON.stringify(writeKey)}, cdnSettings: { integrations: ${JSON.stringify(settings)} } });
    await analytics.page("Shop", "Tea");
    await analytics.track("Product Viewed", { product_id: "p-1", name: "Sencha", price: 12.9, currency: "EUR" });
    await analytics.track("Product Added", { product_id: "p-1", name: "Sencha", price: 12.9, quantity: 2, currency: "EUR" });
    await analytics.identify("u-1", { email: "Ada@Shop.example", name: "Ada" });
    await analytics.group("g-1", { name: "Ada GmbH" });
    await analytics.track("Checkout Started", { value: 30.7, currency: "EUR" });
  })()`);

    const log = async () => {
      await app.settle();
      return (await app.api("GET", `/api/sources/${id}/log`, undefined, by)).body.rows as { kind: string; status: string }[];
    };
    await expect.poll(async () => (await log()).length, { timeout: 10_000 }).toBe(6);
    expect((await log()).map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual(
      ["Checkout Started", "Product Added", "Product Viewed", "group", "identify", "page"].map((kind) => `${kind} accepted`),
    );
    const { stages } = (await app.api("GET", `/api/pipelines/${shop.pipeline.id}/board`, undefined, by)).body;
    const taken = stages.filter(({ count }: { count: number }) => count > 0);
    expect(taken).toMatchObject([{ id: "decision", count: 1, sumMinor: 3070, cards: [{ valueMinor: 3070, currency: "EUR" }] }]);
    expect(failed).toEqual([]);
    await context.close();
  },
);
