import { describe, expect, test } from "vitest";
import type { DemoEvent } from "./messages.ts";
import { simulate, type Simulation } from "./simulate.ts";
import { firstJourneys } from "./told-journeys.ts";
import { plantedPurchase, trueHazards } from "./truth.ts";

const day = 86_400_000;
const openedMs = Date.parse("2025-11-01T00:00:00Z");
const endMs = openedMs + 365 * day;
const shop: Simulation = { seed: "tea", openedMs, visitorsPerDay: 100, timeZone: "Europe/Berlin", language: "de", currency: "EUR" };

function tell(from: number, to: number, change: Partial<Simulation> = {}): DemoEvent[] {
  return [...simulate({ ...shop, ...change }, from, to)];
}

describe("the stream", () => {
  const whole = tell(openedMs, openedMs + 60 * day);

  test("the same seed tells the same events, another seed others", () => {
    expect(tell(openedMs, openedMs + 60 * day)).toEqual(whole);
    expect(tell(openedMs, openedMs + 60 * day, { seed: "coffee" })[0]).not.toEqual(whole[0]);
  });

  test("cut anywhere, the parts make the whole", () => {
    const cuts = [openedMs, openedMs + 11 * day + 1, openedMs + 11 * day + 2, openedMs + 40.37 * day, openedMs + 60 * day];
    const parts = cuts.slice(1).flatMap((to, index) => tell(cuts[index]!, to));
    expect(parts).toEqual(whole);
  });

  test("is in order of time, with an id for each event", () => {
    const times = whole.map((event) => Date.parse(event.timestamp));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(whole.map((event) => event.messageId)).size).toBe(whole.length);
    expect(times[0]).toBeGreaterThanOrEqual(openedMs);
    expect(times.at(-1)).toBeLessThan(openedMs + 60 * day);
  });

  test("an endless simulation gives its next event without telling all the future", () => {
    const events = simulate(shop, endMs, Number.POSITIVE_INFINITY);
    expect(Date.parse((events.next().value as DemoEvent).timestamp)).toBeGreaterThanOrEqual(endMs);
  });
});

describe("a year", () => {
  const year = tell(openedMs, endMs);
  const changeMs = endMs - 120 * day;
  const changed = tell(openedMs, endMs, { change: { atMs: changeMs, purchase: plantedPurchase } });

  test("no two people share an e-mail address", () => {
    const owners = new Map<string, Set<string>>();
    for (const event of year) {
      const email = event.traits?.["email"];
      if (typeof email !== "string") continue;
      const owner = event.userId?.slice(2) ?? event.messageId.split("-")[1]!;
      owners.set(email, (owners.get(email) ?? new Set()).add(owner));
    }
    expect(owners.size).toBeGreaterThan(1_000);
    expect([...owners].filter(([, people]) => people.size > 1).map(([email]) => email)).toEqual([]);
  });

  test("first journeys pass the gates as often as is true", () => {
    const settled = firstJourneys(year).filter((journey) => journey.firstMs < endMs - 60 * day && !journey.company);
    const reached = (stage: number) => settled.filter((journey) => journey.stage >= stage).length;
    const { gates } = trueHazards.retail;
    expect(reached(0)).toBeGreaterThan(20_000);
    expectShare(reached(1), reached(0), gates.interest.probability);
    expectShare(reached(2), reached(1), gates.evaluation.probability);
    expectShare(reached(3), reached(2), gates.decision.probability);
    expectShare(reached(4), reached(3), gates.purchase.probability);
  });

  test("a planted change lowers the last gate from its day on", () => {
    const journeys = firstJourneys(changed).filter(
      (journey) => journey.firstMs < endMs - 45 * day && !journey.company && journey.decidedMs !== undefined,
    );
    const before = journeys.filter((journey) => journey.decidedMs! < changeMs);
    const after = journeys.filter((journey) => journey.decidedMs! >= changeMs);
    expectShare(before.filter((journey) => journey.stage === 4).length, before.length, trueHazards.retail.gates.purchase.probability);
    expectShare(after.filter((journey) => journey.stage === 4).length, after.length, plantedPurchase);
  });

  test("buyers come back after the gap that is true", () => {
    const gaps = firstJourneys(year)
      .filter((journey) => journey.orderedMs !== undefined && journey.orderedMs < endMs - 200 * day && !journey.company)
      .map((journey) => (journey.nextVisitMs === undefined ? undefined : (journey.nextVisitMs - journey.orderedMs!) / day));
    const seen = gaps.filter((gap) => gap !== undefined).sort((a, b) => a - b);
    const { comesBack } = trueHazards.retail;
    expectShare(seen.length, gaps.length, comesBack.afterOrder);
    expectShare(seen.filter((gap) => gap < comesBack.medianDays).length, seen.length, 0.5);
  });

  test("refunds, cancellations and wholesale orders happen", () => {
    const count = (name: string) => year.filter((event) => event.event === name).length;
    expectShare(count("Order Refunded") + count("Order Cancelled"), count("Order Completed"), 0.04);
    expect(year.filter((event) => event.event === "Order Completed" && Number(event.properties!["total"]) > 500).length).toBeGreaterThan(
      20,
    );
    expect(year.filter((event) => event.traits?.["company"]).length).toBeGreaterThan(20);
  });
});

/** Within four standard errors of the truth: a right simulator fails this once in 16,000 seeds, and the seed is fixed. */
function expectShare(hits: number, of: number, truth: number): void {
  const error = Math.sqrt((truth * (1 - truth)) / of);
  expect(of).toBeGreaterThan(100);
  expect(Math.abs(hits / of - truth), `${hits} of ${of} against ${truth}`).toBeLessThan(4 * error);
}
