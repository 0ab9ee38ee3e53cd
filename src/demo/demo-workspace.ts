import { dayMs, now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import { insertWorkspace } from "#workspaces/queries.ts";
import type { Language } from "./catalog.ts";
import { deleteDemoWorkspaces, findDemoWorkspace, insertDemoSource, lockDemo, saveDemoState } from "./queries.ts";
import { hourMs } from "./simulate.ts";
import { plantedPurchase } from "./truth.ts";

const shops: Record<Language, { name: string; source: string; timeZone: string; currency: string }> = {
  de: { name: "Teehaus Nord", source: "Demoshop", timeZone: "Europe/Berlin", currency: "EUR" },
  en: { name: "Northern Tea House", source: "Demo shop", timeZone: "Europe/Dublin", currency: "EUR" },
};

export type DemoWish = { language: Language; historyDays?: number; visitorsPerDay?: number; seed?: string };

/** The demo shop's workspace, opened a year ago and still empty (`fill` tells its past). The one that stands already, if there is one. */
export function createDemoWorkspace(db: Database, wish: DemoWish): Promise<string> {
  return db.inSystem(async (system) => {
    await lockDemo(system);
    const found = await findDemoWorkspace(system);
    if (found) return found.id;
    const { language } = wish;
    const { name, source, timeZone, currency } = shops[language];
    const id = newId();
    const nowMs = now();
    const openedMs = Math.floor((nowMs - (wish.historyDays ?? 365) * dayMs) / hourMs) * hourMs;
    await insertWorkspace(system, {
      id,
      name,
      kind: "demo",
      currency,
      timeZone,
      language,
      valueWithTax: true,
      valueWithShipping: true,
      grossMargin: null,
      discountRate: null,
    });
    const tx = await system.enter(id);
    const pipeline = await createPipeline(tx, { template: "online-shop", language }, { cause: "system", actorId: null, at: openedMs });
    const sourceId = newId();
    await insertDemoSource(tx, { id: sourceId, name: source, pipelineId: pipeline.id });
    await saveDemoState(tx, {
      seed: wish.seed ?? "teehaus-nord",
      openedMs,
      visitorsPerDay: wish.visitorsPerDay ?? 80,
      change: { atMs: nowMs - 42 * dayMs, purchase: plantedPurchase },
      sourceId,
      positionMs: openedMs,
      filledToMs: nowMs,
      told: 0,
      liveSinceMs: null,
      guests: 0,
    });
    return id;
  });
}

/** Takes the demo shop away with all that belongs to it; returns the ids of what is gone. */
export function removeDemoWorkspace(db: Database): Promise<string[]> {
  return db.inSystem(deleteDemoWorkspaces);
}
