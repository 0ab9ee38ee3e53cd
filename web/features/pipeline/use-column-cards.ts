import { useQueries } from "@tanstack/react-query";
import type { BoardStage, Card } from "#deals/contract.ts";
import { cardsQuery, pageSize, type BoardKey } from "./api.ts";
import { pagesNear } from "./pages-near.ts";

export type ColumnCards = {
  /** How many can be reached; of a past day only what came with the board. */ count: number;
  cardAt: (index: number) => Card | undefined;
  indexOf: (dealId: string) => number;
};

/** The cards of a column by their place: the first page is part of the board, those near the window are fetched, the others are not there. */
export function useColumnCards(key: BoardKey, stage: BoardStage, window: { first: number; last: number }): ColumnCards {
  const past = key.past !== undefined;
  const count = past ? stage.cards.length : stage.count;
  const pages = past ? [] : pagesNear(window.first, Math.min(window.last, count - 1), pageSize, count).filter((page) => page > 0);
  const answers = useQueries({ queries: pages.map((page) => cardsQuery(key, stage.id, page)) });
  const cardsOf = (page: number) => (page === 0 || past ? stage.cards : answers[pages.indexOf(page)]?.data?.cards);

  return {
    count,
    cardAt: (index) => (past ? stage.cards[index] : cardsOf(Math.floor(index / pageSize))?.[index % pageSize]),
    indexOf: (dealId) => {
      for (const page of [0, ...pages]) {
        const at = cardsOf(page)?.findIndex((card) => card.id === dealId) ?? -1;
        if (at >= 0) return page * pageSize + at;
      }
      return -1;
    },
  };
}
