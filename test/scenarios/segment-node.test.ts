import { Analytics } from "@segment/analytics-node";
import { expect, test } from "vitest";
import { useApp } from "#test/app.ts";

const app = useApp();

test("the real Segment client for Node moves a visitor from the first page to the sale", async () => {
  const host = await app.listen();
  const { id, writeKey } = (await app.api("POST", "/api/sources", { kind: "segment", name: "Backend" })).body;
  const analytics = new Analytics({ writeKey, host, flushAt: 4 });
  const errors: unknown[] = [];
  analytics.on("error", (error) => errors.push(error));
  const board = async () => {
    await app.settle();
    const { stages } = (await app.api("GET", `/api/pipelines/${app.shop.pipeline.id}/board`)).body;
    return Object.fromEntries(
      stages.filter(({ count }: any) => count > 0).map(({ id: stage, count, sumMinor }: any) => [stage, [count, sumMinor]]),
    );
  };

  const ada = { anonymousId: "device-1" };
  analytics.page({ ...ada, properties: { path: "/", url: "https://shop.example/?utm_source=news" } });
  await analytics.flush();
  expect(await board()).toEqual({ awareness: [1, 0] });

  analytics.track({ ...ada, event: "Product Viewed", properties: { product_id: "p-1", name: "Sencha", price: 12.9, currency: "EUR" } });
  analytics.track({
    ...ada,
    event: "Product Added",
    properties: { product_id: "p-1", name: "Sencha", price: 12.9, quantity: 2, currency: "EUR" },
  });
  await analytics.flush();
  expect(await board()).toEqual({ evaluation: [1, 2580] });

  analytics.identify({ ...ada, userId: "u-1", traits: { email: "ada@shop.example", name: "Ada" } });
  analytics.track({ ...ada, userId: "u-1", event: "Checkout Started", properties: { value: 30.7, currency: "EUR" } });
  await analytics.flush();
  expect(await board()).toEqual({ decision: [1, 3070] });

  analytics.track({
    userId: "u-1",
    event: "Order Completed",
    properties: { order_id: "o-1", total: 30.7, revenue: 25.8, shipping: 4.9, currency: "EUR" },
  });
  await analytics.closeAndFlush();
  expect(await board()).toEqual({ purchase: [1, 3070], retention: [1, 3070] });

  expect(errors).toEqual([]);
  const { rows } = (await app.api("GET", `/api/sources/${id}/log`)).body;
  expect(rows.map(({ kind, status }: any) => `${kind} ${status}`)).toEqual(
    ["Order Completed", "Checkout Started", "identify", "Product Added", "Product Viewed", "page"].map((kind) => `${kind} accepted`),
  );
});
