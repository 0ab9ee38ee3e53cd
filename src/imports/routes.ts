import { createRoute, z } from "@hono/zod-openapi";
import { stream } from "hono/streaming";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import { actorOf, allow, answers, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import type { Context } from "hono";
import type { House } from "#workspaces/http.ts";
import { importDetail, importList, importRows, plan, rowsQuery } from "./contract.ts";
import type { Imports } from "./imports.ts";
import { savedPlanOf } from "./saved-plan.ts";
import { getImport, listImports } from "./queries.ts";
import { reasonSentence } from "./reason-words.ts";
import { listRows, refusedLines } from "./rows.ts";
import { detailOf, lineOf } from "./wire.ts";

const view = allow("sources.view");
const edit = allow("sources.edit");
const idParam = z.object({ id: z.uuid() });
const fileParam = idParam.extend({ fileId: z.string().regex(/^[0-9a-f]{12}$/) });
const language = z.enum(["en", "de"]);

/** Bringing files in: what they hold, the dry run, the run, and taking it back. */
export function importRoutes(imports: Imports) {
  const detail = async (c: Context<House>, id: string) =>
    detailOf(await inTransaction(c, (tx) => getImport(tx, id)), imports.progressOf(id));

  return house()
    .openapi(
      createRoute({
        method: "get",
        path: "/api/imports",
        summary: "Imports, the newest first",
        middleware: view,
        responses: answers(importList, "With how many rows each brought"),
      }),
      async (c) =>
        c.json({ imports: (await inTransaction(c, listImports)).map((found) => lineOf(found, imports.progressOf(found.id))) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/imports",
        summary: "Begin an import",
        middleware: edit,
        request: { query: z.object({ name: z.string().max(200).default("").describe("else that of the first file that arrives") }) },
        responses: answers(importDetail, "Still without files"),
      }),
      async (c) => {
        const { workspaceId, userId } = actorOf(c);
        return c.json(await detail(c, await imports.create(workspaceId, userId, c.req.valid("query").name)), 200);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/imports/{id}",
        summary: "One import: what is believed of its files, what a dry run found, how far it is",
        middleware: view,
        request: { params: idParam },
        responses: answers(importDetail, "Ask again while something is under way"),
      }),
      async (c) => c.json(await detail(c, c.req.valid("param").id), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/api/imports/{id}",
        summary: "Throw an import away that brought nothing, or that was taken back",
        middleware: edit,
        request: { params: idParam },
        responses: answers(z.object({ removed: z.literal(true) }), "Its files are gone"),
      }),
      async (c) => {
        await imports.remove(actorOf(c).workspaceId, c.req.valid("param").id);
        return c.json({ removed: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/api/imports/{id}/files",
        summary: "Add a file: its bytes are the body, up to 2 GB",
        middleware: edit,
        request: { params: idParam, query: z.object({ name: z.string().trim().min(1).max(200) }) },
        responses: answers(importDetail, "The file is read right after"),
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        if (Number(c.req.header("content-length") ?? 0) > limits.importFileBytes)
          throw refuse("too_large", "file_too_large", { limitBytes: limits.importFileBytes });
        await imports.arrive(actorOf(c).workspaceId, id, c.req.valid("query").name, c.req.raw.body);
        return c.json(await detail(c, id), 200);
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/api/imports/{id}/files/{fileId}",
        summary: "Take a file out of an import",
        middleware: edit,
        request: { params: fileParam },
        responses: answers(importDetail, "What is believed is thought over"),
      }),
      async (c) => {
        const { id, fileId } = c.req.valid("param");
        await imports.removeFile(actorOf(c).workspaceId, id, fileId);
        return c.json(await detail(c, id), 200);
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/api/imports/{id}/plan",
        summary: "Change what is believed",
        middleware: edit,
        request: { params: idParam, body: jsonBody(plan) },
        responses: answers(importDetail, "An earlier dry run no longer counts"),
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        await imports.changePlan(actorOf(c).workspaceId, id, c.req.valid("json"));
        return c.json(await detail(c, id), 200);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/imports/{id}/plan.json",
        summary: "The plan as a file to share",
        middleware: view,
        request: { params: idParam },
        responses: answers(z.unknown(), "With the headers it fits"),
      }),
      async (c) => {
        const found = await inTransaction(c, (tx) => getImport(tx, c.req.valid("param").id));
        if (!found.plan) throw refuse("conflict", "import_without_files");
        c.header("content-disposition", `attachment; filename="sluice-plan.json"`);
        return c.json(savedPlanOf(found) as unknown, 200);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/imports/{id}/plan-file",
        summary: "Take a shared plan; it is fitted by the headers",
        middleware: edit,
        request: {
          params: idParam,
          body: jsonBody(
            z.object({
              name: z.string().max(200),
              plan,
              headers: z.record(z.string(), z.array(z.string().max(500)).max(limits.importColumns)),
            }),
          ),
        },
        responses: answers(importDetail, "Refused where no file has these headers"),
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        await imports.takePlan(actorOf(c).workspaceId, id, c.req.valid("json"));
        return c.json(await detail(c, id), 200);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/imports/{id}/{what}",
        summary: "Start the dry run (check), the run, cancelling it, or taking it back (undo)",
        middleware: edit,
        request: { params: idParam.extend({ what: z.enum(["check", "run", "cancel", "undo"]) }) },
        responses: answers(importDetail, "Goes on by itself"),
      }),
      async (c) => {
        const { id, what } = c.req.valid("param");
        await imports.start(actorOf(c).workspaceId, id, what);
        return c.json(await detail(c, id), 200);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/imports/{id}/rows",
        summary: "Rows of the newest dry run with what becomes of them",
        middleware: view,
        request: { params: idParam, query: rowsQuery },
        responses: answers(importRows, "In the order of the files"),
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const found = await inTransaction(c, (tx) => getImport(tx, id));
        return c.json(await imports.works.use(id, (work) => listRows(work, found, c.req.valid("query"))), 200);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/imports/{id}/refused",
        summary: "The refused rows as a CSV file with a column that says why",
        middleware: view,
        request: { params: idParam, query: z.object({ language: language.optional() }) },
        responses: {
          200: { description: "Mend it and drop it again: only these rows are added", content: { "text/csv": { schema: z.string() } } },
        },
      }),
      async (c) => {
        const { id } = c.req.valid("param");
        const { found, workspace } = await inTransaction(c, async (tx) => ({
          found: await getImport(tx, id),
          workspace: await getWorkspace(tx),
        }));
        const words = c.req.valid("query").language ?? workspace.language;
        c.header("content-type", "text/csv; charset=utf-8");
        c.header("content-disposition", `attachment; filename="refused.csv"`);
        return stream(c, (out) =>
          imports.works.use(id, async (work) => {
            const header = words === "de" ? "Warum nicht übernommen" : "Why it was refused";
            for await (const line of refusedLines(work, found, (code, _, value) => reasonSentence(words, code, value), header))
              await out.write(line);
          }),
        );
      },
    );
}
