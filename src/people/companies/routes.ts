import { createRoute, z } from "@hono/zod-openapi";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { listCompanies } from "./companies.ts";
import { getCompanyDetail } from "./company-detail.ts";
import { companiesPage, companiesQuery, companyDetail, mergeCompanyBody, unmergeCompanyBody } from "./contract.ts";
import { mergeCompanies, unmergeCompanies } from "./merge-companies.ts";

const view = allow("contacts.view");
const edit = allow("contacts.edit");
const idParam = z.object({ id: z.uuid() });

export const routes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/companies",
      summary: "Companies by name",
      middleware: view,
      request: { query: companiesQuery },
      responses: answers(companiesPage, "With their contacts, deals and what was won"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => listCompanies(tx, c.req.valid("query"))), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/companies/{id}",
      summary: "One company",
      middleware: view,
      request: { params: idParam },
      responses: answers(companyDetail, "With its people, deals and merges"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => getCompanyDetail(tx, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/companies/{id}/merge",
      summary: "Merge another company into this one",
      middleware: edit,
      request: { params: idParam, body: jsonBody(mergeCompanyBody) },
      responses: answers(companyDetail, "The company that both are now"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { companyId, keepName } = c.req.valid("json");
      const detail = await inTransaction(c, async (tx) => {
        await mergeCompanies(tx, { intoId: id, fromId: companyId, keepName }, byPerson(c));
        return getCompanyDetail(tx, id);
      });
      return c.json(detail, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/companies/{id}/unmerge",
      summary: "Take a merge of companies back",
      middleware: edit,
      request: { params: idParam, body: jsonBody(unmergeCompanyBody) },
      responses: answers(companyDetail, "The company that is left here"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const detail = await inTransaction(c, async (tx) => {
        await unmergeCompanies(tx, id, c.req.valid("json").mergeId, byPerson(c));
        return getCompanyDetail(tx, id);
      });
      return c.json(detail, 200);
    },
  );
