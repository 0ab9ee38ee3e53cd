import type { BoardStage, Card } from "#deals/contract.ts";

/** The columns after a card went to the top of another one; counts and sums go with it. */
export function withCardMoved(stages: readonly BoardStage[], card: Card, to: string, pageSize: number): BoardStage[] {
  if (card.stageId === to || !stages.some((stage) => stage.id === to)) return [...stages];
  return withCardGone(stages, card).map((stage) => {
    if (stage.id !== to) return stage;
    const moved = { ...card, stageId: to, stalled: false, enteredAt: new Date().toISOString() };
    return {
      ...stage,
      count: stage.count + 1,
      sumMinor: stage.sumMinor + worth(card, stage),
      cards: [moved, ...stage.cards].slice(0, pageSize),
    };
  });
}

export function withCardGone(stages: readonly BoardStage[], card: Card): BoardStage[] {
  return stages.map((stage) => {
    if (stage.id !== card.stageId) return stage;
    return {
      ...stage,
      count: Math.max(0, stage.count - 1),
      sumMinor: stage.sumMinor - worth(card, stage),
      cards: stage.cards.filter((each) => each.id !== card.id),
    };
  });
}

/** Ids of cards that stand in another column than before, or that are new at the top of one. */
export function changedCards(before: readonly BoardStage[], after: readonly BoardStage[]): string[] {
  const stood = new Map(before.flatMap((stage) => stage.cards.map((card) => [card.id, stage.id] as const)));
  return after.flatMap((stage) => {
    const known = stage.cards.findIndex((card) => stood.get(card.id) === stage.id);
    return stage.cards
      .filter((card, index) => {
        const where = stood.get(card.id);
        return where === undefined ? index < known || known === -1 : where !== stage.id;
      })
      .map((card) => card.id);
  });
}

/** What the card adds to the column's sum; money of another currency waits for the server, which knows the rates. */
function worth(card: Card, stage: BoardStage): number {
  return card.currency === stage.currency ? (card.valueMinor ?? 0) : 0;
}
