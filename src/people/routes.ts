import { createRoute, z } from "@hono/zod-openapi";
import { timeline, timelineQuery } from "#ledger/contract.ts";
import { allow, answers, house, inTransaction } from "#workspaces/http.ts";
import { getContactDetail, getContactTimeline } from "./contact-detail.ts";
import { listContacts } from "./contacts.ts";
import { contactDetail, contactsPage, contactsQuery, searchResult } from "./contract.ts";
import { search } from "./search.ts";
import { routes as companyRoutes } from "./companies/routes.ts";
import { routes as duplicateRoutes } from "./duplicates/routes.ts";

const view = allow("contacts.view");
const idParam = z.object({ id: z.uuid() });

/** Reading contacts; what people do to them is in `journey/routes.ts`. */
export const routes = house()
  .route("/", companyRoutes)
  .route("/", duplicateRoutes)
  .openapi(
    createRoute({
      method: "get",
      path: "/api/contacts",
      summary: "Contacts, the most recently seen first",
      middleware: view,
      request: { query: contactsQuery },
      responses: answers(contactsPage, "`q` finds exact e-mail addresses, phone numbers and ids first"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => listContacts(tx, c.req.valid("query"))), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/contacts/{id}",
      summary: "One contact",
      middleware: view,
      request: { params: idParam },
      responses: answers(contactDetail, "With its identities, deals and orders"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => getContactDetail(tx, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/contacts/{id}/timeline",
      summary: "What happened with a contact, newest first",
      middleware: view,
      request: { params: idParam, query: timelineQuery },
      responses: answers(timeline, "Facts, moves of all deals, merges, and what people did"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => getContactTimeline(tx, c.req.valid("param").id, c.req.valid("query"))), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/search",
      summary: "One search for contacts, deals and orders",
      middleware: view,
      request: { query: z.object({ q: z.string().max(200) }) },
      responses: answers(searchResult, "The best few of each"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => search(tx, c.req.valid("query").q)), 200),
  );
