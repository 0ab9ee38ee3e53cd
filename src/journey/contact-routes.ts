import { createRoute } from "@hono/zod-openapi";
import { idParam } from "#deals/contract.ts";
import { contactDetail, contactPatch, mergeBody, newContact, unmergeBody } from "#people/contract.ts";
import { getContactDetail } from "#people/contact-detail.ts";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { changeContact, createContact } from "./edit-contact.ts";
import { mergeContacts, unmergeContacts } from "./merge-contacts.ts";

const edit = allow("contacts.edit");

export const contactRoutes = house()
  .openapi(
    createRoute({
      method: "post",
      path: "/api/contacts",
      summary: "Make a contact by hand",
      middleware: edit,
      request: { body: jsonBody(newContact) },
      responses: answers(contactDetail, "The new contact"),
    }),
    async (c) =>
      c.json(await inTransaction(c, async (tx) => getContactDetail(tx, await createContact(tx, c.req.valid("json"), byPerson(c)))), 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/api/contacts/{id}",
      summary: "Correct a contact's name, city or company",
      middleware: edit,
      request: { params: idParam, body: jsonBody(contactPatch) },
      responses: answers(contactDetail, "The contact after it"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const detail = await inTransaction(c, async (tx) => {
        await changeContact(tx, id, c.req.valid("json"), byPerson(c));
        return getContactDetail(tx, id);
      });
      return c.json(detail, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/contacts/{id}/merge",
      summary: "Merge another contact into this one",
      middleware: edit,
      request: { params: idParam, body: jsonBody(mergeBody) },
      responses: answers(contactDetail, "The contact that both are now"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const detail = await inTransaction(c, async (tx) => {
        const { contactId, keep } = c.req.valid("json");
        await mergeContacts(tx, id, contactId, byPerson(c), keep);
        return getContactDetail(tx, id);
      });
      return c.json(detail, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/contacts/{id}/unmerge",
      summary: "Take a merge back; both histories stand apart again",
      middleware: edit,
      request: { params: idParam, body: jsonBody(unmergeBody) },
      responses: answers(contactDetail, "The contact that is left here"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const detail = await inTransaction(c, async (tx) => {
        await unmergeContacts(tx, c.req.valid("json").mergeId, byPerson(c), id);
        return getContactDetail(tx, id);
      });
      return c.json(detail, 200);
    },
  );
