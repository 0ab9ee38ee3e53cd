import fc from "fast-check";
import { expect, it } from "vitest";
import { visitsOf, type Journey } from "#deals/journey.ts";
import type { FactType } from "#ledger/fact.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { templateOf } from "#pipelines/templates.ts";
import { decide, decideIdle, replay, type JourneyEvent, type Known } from "./decide.ts";

const day = 86_400_000;
const nowMs = 90 * day;
const pipeline: Pipeline = { id: "p", template: "online-shop", version: 1, ...templateOf("online-shop", "en") };

/** Close together, on whole days, and exactly as far apart as a journey may rest. */
const at = fc.oneof(
  fc.integer({ min: 0, max: 8 }),
  fc.integer({ min: 0, max: 80 }).map((days) => days * day),
  fc.constantFrom(0, 30, 60).map((days) => days * day),
);
const type = fc.constantFrom<FactType>(
  "page.viewed",
  "product.viewed",
  "product.added",
  "checkout.started",
  "order.placed",
  "order.cancelled",
);
const events = fc
  .array(fc.tuple(at, type), { minLength: 2, maxLength: 9 })
  .map((all) => all.map(([atMs, what], index) => eventOf(atMs, what, `m${index}`)));

function eventOf(atMs: number, what: FactType, id: string): JourneyEvent {
  if (what === "order.placed") return { kind: "sale", point: [atMs, `order:${id}`], subject: null, sale: { orderId: id } };
  return { kind: "fact", point: [atMs, id], subject: null, fact: { type: what, at: atMs, id, who: {} } };
}

/** As they come in, batch by batch: from what is known where that is enough, else from history; in between, idle journeys are closed. */
function journeysOf(arriving: readonly JourneyEvent[], batch: number, sweeps: boolean): Journey[] {
  let journeys: Journey[] = [];
  const seen: number[] = [];
  for (let from = 0; from < arriving.length; from += batch) {
    const fresh = arriving.slice(from, from + batch);
    const open = journeys.at(-1)?.end ? undefined : journeys.at(-1);
    const known: Known = {
      open,
      closed: journeys.at(open ? -2 : -1),
      seen: seen.length === 0 ? undefined : { from: Math.min(...seen), to: Math.max(...seen) },
    };
    const decision = decide(pipeline, known, fresh);
    if (decision.replay) journeys = replay(pipeline, arriving.slice(0, from + batch), nowMs);
    else journeys = [...journeys.filter(({ n }) => !decision.journeys.some((changed) => changed.n === n)), ...decision.journeys];
    if (sweeps) journeys = swept(journeys);
    seen.push(...fresh.map(({ point }) => point[0]));
  }
  return swept(journeys);
}

function swept(journeys: Journey[]): Journey[] {
  return journeys.map((journey) => (journey.end ? journey : (decideIdle(pipeline, journey, nowMs) ?? journey)));
}

it("facts and orders end in the same journeys in whatever order, batches and pace they arrive", () => {
  const arrival = events.chain((all) =>
    fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.integer({ min: 1, max: 3 }), fc.boolean()),
  );
  fc.assert(
    fc.property(arrival, ([arriving, batch, sweeps]) => {
      const told = (journeys: Journey[]) => journeys.map((journey) => ({ ...journey, visits: visitsOf(pipeline, journey) }));
      expect(told(journeysOf(arriving, batch, sweeps))).toEqual(told(replay(pipeline, arriving, nowMs)));
    }),
    { numRuns: 10_000 },
  );
});
