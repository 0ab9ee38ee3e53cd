import { createRoute, z } from "@hono/zod-openapi";
import { actorOf, allow, answers, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { createChange, editChange, listChanges, removeChange } from "./changes.ts";
import { changeBody, changeList, changeNote, changeQuery, task, taskBody, taskList, taskQuery } from "./contract.ts";
import { changeTask, createTask, listTasks, removeTask } from "./tasks.ts";

const [view, edit] = [allow("deals.view"), allow("deals.edit")];
const params = z.object({ id: z.uuid() });
const gone = { 204: { description: "It is gone" } };

export const routes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/tasks",
      summary: "Tasks",
      middleware: view,
      request: { query: taskQuery },
      responses: answers(taskList, "Open ones first, what is due first"),
    }),
    async (c) => c.json({ tasks: await inTransaction(c, (tx) => listTasks(tx, c.req.valid("query").state)) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/tasks",
      summary: "Make a task",
      middleware: edit,
      request: { body: jsonBody(taskBody) },
      responses: answers(task, "The task"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => createTask(tx, c.req.valid("json"), actorOf(c).userId)), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/api/tasks/{id}",
      summary: "Change a task, or tick it off",
      middleware: edit,
      request: { params, body: jsonBody(taskBody) },
      responses: answers(task, "The task"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => changeTask(tx, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/tasks/{id}",
      summary: "Delete a task",
      middleware: edit,
      request: { params },
      responses: gone,
    }),
    async (c) => {
      await inTransaction(c, (tx) => removeTask(tx, c.req.valid("param").id));
      return c.body(null, 204);
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/changes",
      summary: "What was changed, and when",
      middleware: view,
      request: { query: changeQuery },
      responses: answers(changeList, "Notes of changes, newest first"),
    }),
    async (c) => c.json({ changes: await inTransaction(c, (tx) => listChanges(tx, c.req.valid("query"))) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/changes",
      summary: "Note a change",
      middleware: edit,
      request: { body: jsonBody(changeBody) },
      responses: answers(changeNote, "The note"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => createChange(tx, c.req.valid("json"), actorOf(c).userId)), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/api/changes/{id}",
      summary: "Correct the note of a change",
      middleware: edit,
      request: { params, body: jsonBody(changeBody) },
      responses: answers(changeNote, "The note"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => editChange(tx, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/changes/{id}",
      summary: "Delete the note of a change",
      middleware: edit,
      request: { params },
      responses: gone,
    }),
    async (c) => {
      await inTransaction(c, (tx) => removeChange(tx, c.req.valid("param").id));
      return c.body(null, 204);
    },
  );
