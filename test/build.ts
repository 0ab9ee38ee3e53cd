import type { z } from "@hono/zod-openapi";
import type { DealDetail, newDeal } from "#deals/contract.ts";
import type { ContactDetail, newContact } from "#people/contract.ts";
import type { TestApp, TestShop } from "./app.ts";

/** A deal opened by hand over HTTP; what is not said is a nameless default. */
export async function buildDeal(app: TestApp, wish: Partial<z.input<typeof newDeal>>, shop: TestShop = app.shop): Promise<DealDetail> {
  const { status, body } = await app.api("POST", "/api/deals", { pipelineId: shop.pipeline.id, stageId: "interest", name: "A deal", ...wish }, { workspace: shop.workspaceId });
  if (status !== 200) throw new Error(`no deal: ${JSON.stringify(body)}`);
  return body;
}

/** A contact made by hand over HTTP. */
export async function buildContact(app: TestApp, wish: Partial<z.input<typeof newContact>>, shop: TestShop = app.shop): Promise<ContactDetail> {
  const { status, body } = await app.api("POST", "/api/contacts", { name: "Somebody", ...wish }, { workspace: shop.workspaceId });
  if (status !== 200) throw new Error(`no contact: ${JSON.stringify(body)}`);
  return body;
}
