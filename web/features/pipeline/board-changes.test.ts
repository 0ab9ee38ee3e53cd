import { describe, expect, it } from "vitest";
import type { BoardStage, Card } from "#deals/contract.ts";
import { changedCards, withCardGone, withCardMoved } from "./board-changes.ts";

function card(id: string, stageId: string, rest: Partial<Card> = {}): Card {
  const at = "2026-10-01T10:00:00.000Z";
  return {
    id,
    name: id,
    valueMinor: 1000,
    currency: "EUR",
    valueEstimated: false,
    stageId,
    outcome: "open",
    contact: null,
    owner: null,
    hint: null,
    touchSource: null,
    enteredAt: at,
    lastFactAt: at,
    stalled: true,
    ...rest,
  };
}
function stage(id: string, cards: Card[], count = cards.length): BoardStage {
  return {
    id,
    key: id,
    name: id,
    kind: "open",
    meaning: "",
    count,
    sumMinor: cards.length * 1000,
    currency: "EUR",
    unconverted: [],
    cards,
    next: null,
  };
}

describe("withCardMoved", () => {
  const stages = [stage("a", [card("1", "a"), card("2", "a")], 900), stage("b", [card("3", "b")])];

  it("takes the card, its count and its money to the top of the other column", () => {
    const [a, b] = withCardMoved(stages, stages[0]!.cards[1]!, "b", 50);
    expect(a).toMatchObject({ count: 899, sumMinor: 1000 });
    expect(a!.cards.map(({ id }) => id)).toEqual(["1"]);
    expect(b).toMatchObject({ count: 2, sumMinor: 2000 });
    expect(b!.cards.map(({ id, stageId, stalled }) => [id, stageId, stalled])).toEqual([
      ["2", "b", false],
      ["3", "b", true],
    ]);
  });

  it("keeps the first page as long as a page", () => {
    expect(withCardMoved(stages, stages[0]!.cards[0]!, "b", 1)[1]!.cards.map(({ id }) => id)).toEqual(["1"]);
  });

  it("leaves other currencies to the server", () => {
    const yen = card("9", "a", { currency: "JPY", valueMinor: 5000 });
    expect(withCardMoved([stage("a", [yen]), stage("b", [])], yen, "b", 50)[1]!.sumMinor).toBe(0);
  });

  it("does nothing for an unknown column or the same one", () => {
    expect(withCardMoved(stages, stages[0]!.cards[0]!, "a", 50)).toEqual(stages);
    expect(withCardMoved(stages, stages[0]!.cards[0]!, "x", 50)).toEqual(stages);
  });
});

it("withCardGone never counts below zero", () => {
  expect(withCardGone([stage("a", [], 0)], card("1", "a"))[0]!.count).toBe(0);
});

describe("changedCards", () => {
  const before = [stage("a", [card("1", "a"), card("2", "a")]), stage("b", [card("3", "b")])];

  it("names cards that changed the column and new ones on top", () => {
    const after = [stage("a", [card("4", "a"), card("1", "a")]), stage("b", [card("2", "b"), card("3", "b")])];
    expect(changedCards(before, after)).toEqual(["4", "2"]);
  });

  it("does not name cards that only slid up into the page", () => {
    expect(changedCards(before, [stage("a", [card("2", "a"), card("5", "a")]), before[1]!])).toEqual([]);
  });
});
