import { createRoute, z } from "@hono/zod-openapi";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { compareContacts } from "./compare-contacts.ts";
import { comparison, duplicatesCount, duplicatesPage, duplicatesQuery, mergesPage, mergesQuery, pairBody, pairDone } from "./contract.ts";
import { countDuplicates, listDuplicates, listMerges } from "./list.ts";
import { setAside, takeBack } from "./set-aside.ts";

const view = allow("contacts.view");
const edit = allow("contacts.edit");

/** Finding and judging pairs; merging them is in `journey/` and with the companies. */
export const routes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/duplicates",
      summary: "Pairs of contacts or companies that may be one",
      middleware: view,
      request: { query: duplicatesQuery },
      responses: answers(duplicatesPage, "Those first of which most speaks for it, with the reasons"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => listDuplicates(tx, c.req.valid("query"))), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/duplicates/count",
      summary: "How many pairs are open",
      middleware: view,
      responses: answers(duplicatesCount, "`sure` ones can be merged together"),
    }),
    async (c) => c.json(await inTransaction(c, countDuplicates), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/duplicates/merges",
      summary: "What people have merged, the newest first",
      middleware: view,
      request: { query: mergesQuery },
      responses: answers(mergesPage, "Each can be taken back while it stands"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => listMerges(tx, c.req.valid("query"))), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/duplicates/{id}/{otherId}",
      summary: "Two contacts side by side",
      middleware: view,
      request: { params: z.object({ id: z.uuid(), otherId: z.uuid() }) },
      responses: answers(comparison, "With what speaks for their being one, and where they differ"),
    }),
    async (c) => {
      const { id, otherId } = c.req.valid("param");
      return c.json(await inTransaction(c, (tx) => compareContacts(tx, id, otherId)), 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/duplicates/set-aside",
      summary: "Say that two are not the same; the pair is never proposed again",
      middleware: edit,
      request: { body: jsonBody(pairBody) },
      responses: answers(pairDone, "It is remembered"),
    }),
    async (c) => {
      await inTransaction(c, (tx) => setAside(tx, c.req.valid("json"), byPerson(c)));
      return c.json({ done: true as const }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/duplicates/take-back",
      summary: "Propose a pair again that was set aside",
      middleware: edit,
      request: { body: jsonBody(pairBody) },
      responses: answers(pairDone, "It is open again if anything still speaks for it"),
    }),
    async (c) => {
      await inTransaction(c, (tx) => takeBack(tx, c.req.valid("json"), byPerson(c)));
      return c.json({ done: true as const }, 200);
    },
  );
