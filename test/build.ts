import type { z } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import type { DealDetail, newDeal } from "#deals/contract.ts";
import { applyFacts, type Incoming } from "#journey/apply-facts.ts";
import type { Fact } from "#ledger/fact.ts";
import type { ContactDetail, newContact } from "#people/contract.ts";
import type { TestApp, TestShop } from "./app.ts";

/** A deal opened by hand over HTTP; what is not said is a nameless default. */
export async function buildDeal(app: TestApp, wish: Partial<z.input<typeof newDeal>>, shop: TestShop = app.shop): Promise<DealDetail> {
  const { status, body } = await app.api(
    "POST",
    "/api/deals",
    { pipelineId: shop.pipeline.id, stageId: "interest", name: "A deal", ...wish },
    { workspace: shop.workspaceId },
  );
  if (status !== 200) throw new Error(`no deal: ${JSON.stringify(body)}`);
  return body;
}

/** A contact made by hand over HTTP. */
export async function buildContact(
  app: TestApp,
  wish: Partial<z.input<typeof newContact>>,
  shop: TestShop = app.shop,
): Promise<ContactDetail> {
  const { status, body } = await app.api("POST", "/api/contacts", { name: "Somebody", ...wish }, { workspace: shop.workspaceId });
  if (status !== 200) throw new Error(`no contact: ${JSON.stringify(body)}`);
  return body;
}

let sent = 0;

/** Facts of the shop as if a source had sent them, applied at once. `at` is minutes before now. */
export async function sendFacts(
  app: TestApp,
  facts: (Omit<Fact, "id" | "at"> & { minutesAgo: number })[],
  shop: TestShop = app.shop,
): Promise<void> {
  const incoming = facts.map(({ minutesAgo, ...fact }): Incoming => ({
    fact: { ...fact, id: `f${(sent += 1)}`, at: now() - minutesAgo * 60_000 },
    sourceId: "00000000-0000-7000-8000-000000000000",
    pipelineId: shop.pipeline.id,
    scope: "",
    cause: "shop",
  }));
  await app.db.inWorkspace(shop.workspaceId, (tx) => applyFacts(tx, incoming));
}
