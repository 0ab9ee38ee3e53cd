import { createRoute, z } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import {
  bulkMoveBody,
  bulkMoved,
  dealDetail,
  dealPatch,
  idParam,
  loseBody,
  moveBody,
  movedDeal,
  newActivity,
  newDeal,
  type MovedDealWire,
} from "#deals/contract.ts";
import type { Deal } from "#deals/deal.ts";
import { getDealDetail } from "#deals/detail.ts";
import { requireInUse } from "#pipelines/queries.ts";
import { actorOf, allow, answers, byPerson, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { requireMember } from "#workspaces/require-member.ts";
import { changeDeal } from "./change-deal.ts";
import { createDeal } from "./create-deal.ts";
import { loseDeal, moveDeals, reopenDeal, winDeal } from "./move-deals.ts";
import { moveTogether } from "./move-together.ts";
import { recordActivity } from "./record-activity.ts";

const edit = allow("deals.edit");

export const dealRoutes = house()
  .openapi(
    createRoute({
      method: "post",
      path: "/api/deals",
      summary: "Open a deal by hand",
      middleware: edit,
      request: { body: jsonBody(newDeal) },
      responses: answers(dealDetail, "The new deal"),
    }),
    async (c) => {
      const wish = c.req.valid("json");
      const detail = await inTransaction(c, async (tx) => {
        await requireInUse(tx, wish.pipelineId);
        if (wish.ownerId) await requireMember(tx, wish.ownerId);
        return getDealDetail(tx, (await createDeal(tx, wish, byPerson(c))).id, now());
      });
      return c.json(detail, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/deals/bulk-move",
      summary: "Move many deals at once",
      middleware: edit,
      request: { body: jsonBody(bulkMoveBody) },
      responses: answers(bulkMoved, "Each moves or is refused by itself"),
    }),
    async (c) => {
      const { moves } = c.req.valid("json");
      const results = await inTransaction(c, (tx) => moveDeals(tx, moves, byPerson(c)));
      const moved = results.flatMap((result) => (result instanceof Refusal ? [] : [wireOf(result)]));
      const refused = results.flatMap((result, index) =>
        result instanceof Refusal ? [{ dealId: moves[index]!.dealId, code: result.code }] : [],
      );
      return c.json({ moved, refused }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/api/deals/{id}/stage",
      summary: "Move a deal: into the won stage wins it, out of it reopens it",
      middleware: edit,
      request: { params: idParam, body: jsonBody(moveBody) },
      responses: answers(movedDeal, "The deal where it stands now"),
    }),
    async (c) => {
      const move = { dealId: c.req.valid("param").id, stageId: c.req.valid("json").stageId };
      return c.json(wireOf(await moveTogether(c.get("db"), actorOf(c).workspaceId, move, byPerson(c))), 200);
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/api/deals/{id}",
      summary: "Change a deal's name, value, owner or ticked checklist",
      middleware: edit,
      request: { params: idParam, body: jsonBody(dealPatch) },
      responses: answers(dealDetail, "The deal after it"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const patch = c.req.valid("json");
      if (patch.currency !== undefined && patch.valueMinor === undefined) throw refuse("invalid", "value_missing");
      const detail = await inTransaction(c, async (tx) => {
        if (patch.ownerId) await requireMember(tx, patch.ownerId);
        await changeDeal(tx, id, patch, byPerson(c));
        return getDealDetail(tx, id, now());
      });
      return c.json(detail, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/deals/{id}/win",
      summary: "Win an open deal",
      middleware: edit,
      request: { params: idParam },
      responses: answers(movedDeal, "The deal after it"),
    }),
    async (c) => c.json(wireOf(await inTransaction(c, (tx) => winDeal(tx, c.req.valid("param").id, byPerson(c)))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/deals/{id}/lose",
      summary: "Mark an open deal as lost, with the reason",
      middleware: edit,
      request: { params: idParam, body: jsonBody(loseBody) },
      responses: answers(movedDeal, "The deal after it"),
    }),
    async (c) =>
      c.json(wireOf(await inTransaction(c, (tx) => loseDeal(tx, c.req.valid("param").id, c.req.valid("json"), byPerson(c)))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/deals/{id}/reopen",
      summary: "Open a closed deal again, in the stage where it stood",
      middleware: edit,
      request: { params: idParam },
      responses: answers(movedDeal, "The deal after it"),
    }),
    async (c) => c.json(wireOf(await inTransaction(c, (tx) => reopenDeal(tx, c.req.valid("param").id, byPerson(c)))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/deals/{id}/activities",
      summary: "Write down what was done: a note, a call, a demo",
      middleware: edit,
      request: { params: idParam, body: jsonBody(newActivity) },
      responses: answers(z.object({ id: z.uuid() }), "The activity's id"),
    }),
    async (c) => {
      const activity = c.req.valid("json");
      if (activity.type === "note" && !activity.text) throw refuse("invalid", "note_empty");
      return c.json({ id: await inTransaction(c, (tx) => recordActivity(tx, c.req.valid("param").id, activity, byPerson(c))) }, 200);
    },
  );

function wireOf({ id, stageId, outcome, stageEnteredAt, valueMinor, currency }: Deal): MovedDealWire {
  return { id, stageId, outcome, enteredAt: new Date(stageEnteredAt).toISOString(), valueMinor, currency };
}
