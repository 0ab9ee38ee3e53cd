import { createRoute } from "@hono/zod-openapi";
import { mergeSureBody, mergeSureDone } from "#people/duplicates/contract.ts";
import { countDuplicates, listDuplicates } from "#people/duplicates/list.ts";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { mergeIfSure } from "./merge-sure.ts";

/** Each pair is a transaction of its own, so that the shop's events wait for one merge at most. */
export const duplicateRoutes = house().openapi(
  createRoute({
    method: "post",
    path: "/api/duplicates/merge-sure",
    summary: "Merge some of the pairs that are sure; ask again until none is left",
    middleware: allow("contacts.edit"),
    request: { body: jsonBody(mergeSureBody) },
    responses: answers(mergeSureDone, "How many were merged now, and how many are left"),
  }),
  async (c) => {
    const { limit } = c.req.valid("json");
    const by = byPerson(c);
    const { pairs } = await inTransaction(c, (tx) =>
      listDuplicates(tx, { kind: "contact", state: "open", sure: "true", offset: 0, limit }),
    );
    let merged = 0;
    for (const { one, other } of pairs) if (await inTransaction(c, (tx) => mergeIfSure(tx, one.id, other.id, by))) merged += 1;
    const { sure } = await inTransaction(c, countDuplicates);
    return c.json({ merged, left: sure }, 200);
  },
);
