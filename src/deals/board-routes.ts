import { createRoute, z } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { allow, answers, house, inTransaction } from "#workspaces/http.ts";
import { getBoard, getStageCards } from "./board.ts";
import { getPastBoard } from "./past-board.ts";
import { board, boardQuery, cardsPage, cardsQuery, idParam } from "./contract.ts";

export const boardRoutes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/pipelines/{id}/board",
      summary: "The board: counts, sums and the first cards of every stage",
      middleware: allow("deals.view"),
      request: { params: idParam, query: boardQuery },
      responses: answers(board, "The won stage shows the last 30 days"),
    }),
    async (c) => {
      const { limit, asOf, asKnownOn, ...filters } = c.req.valid("query");
      const { id } = c.req.valid("param");
      const answer = await inTransaction(c, (tx) =>
        asOf === undefined && asKnownOn === undefined
          ? getBoard(tx, id, filters, limit, now())
          : getPastBoard(tx, id, filters, limit, { asOf, asKnownOn }),
      );
      return c.json(answer, 200);
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/pipelines/{id}/stages/{stageId}/cards",
      summary: "A window of one stage's cards",
      middleware: allow("deals.view"),
      request: { params: idParam.extend({ stageId: z.string().max(100) }), query: cardsQuery },
      responses: answers(cardsPage, "In the order of the board"),
    }),
    async (c) => {
      const { offset, limit, ...filters } = c.req.valid("query");
      const { id, stageId } = c.req.valid("param");
      return c.json(await inTransaction(c, (tx) => getStageCards(tx, id, stageId, filters, { offset, limit }, now())), 200);
    },
  );
