import { createRoute } from "@hono/zod-openapi";
import { hashPassword } from "better-auth/crypto";
import { newId } from "#base/ids.ts";
import { refuse } from "#base/refusal.ts";
import { createdWorkspace, newWorkspace, setupAnswer, setupBody } from "#workspaces/contract.ts";
import { house } from "#workspaces/http.ts";
import type { Keys } from "./keys.ts";
import { isOwned, lockSetup, openShop } from "./open-shop.ts";
import { takePass } from "./passes.ts";
import { findPerson, insertPerson } from "./person-queries.ts";
import type { SignIn } from "./sign-in.ts";
import { giveCookies } from "./sign-in-routes.ts";

const json = <Schema>(schema: Schema) => ({ content: { "application/json": { schema } } });

/** The first owner and their shop; further shops of who is signed in. */
export function setupRoutes(keys: Keys, signIn: SignIn) {
  return house()
    .openapi(
      createRoute({
        method: "post",
        path: "/api/setup",
        summary: "The first owner and their shop",
        request: { body: { ...json(setupBody), required: true } },
        responses: { 200: { description: "the owner, signed in, and the shop", ...json(setupAnswer) } },
      }),
      async (c) => {
        const { mayStart, admin } = c.get("asker");
        if (!mayStart) throw refuse("forbidden", "start_link_needed");
        const { name, email: written, password, shop } = c.req.valid("json");
        const email = written.toLowerCase();
        const user = { id: newId(), name: name || email.split("@", 1)[0]!, email };
        const passwordHash = await hashPassword(password);
        const opened = await c.get("db").inSystem(async (tx) => {
          await lockSetup(tx);
          if (await isOwned(tx)) throw refuse("conflict", "already_set_up");
          if (await findPerson(tx, email)) throw refuse("conflict", "email_taken");
          await insertPerson(tx, user, passwordHash);
          return openShop(tx, shop, user);
        });
        if (!admin) {
          giveCookies(c, await signIn.signIn(email, password, c.req.raw.headers));
          takePass(c, keys, "start");
        }
        return c.json({ workspace: { ...opened.workspace, role: "owner" as const }, pipelineId: opened.pipelineId, user }, 200);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/workspaces",
        summary: "A further shop",
        request: { body: { ...json(newWorkspace), required: true } },
        responses: { 200: { description: "the shop, owned by who asked", ...json(createdWorkspace) } },
      }),
      async (c) => {
        const { person, admin } = c.get("asker");
        if (!person && !admin) throw refuse("unauthenticated", "sign_in_required");
        const { workspace, pipelineId } = await c.get("db").inSystem((tx) => openShop(tx, c.req.valid("json"), person));
        return c.json({ workspace: { ...workspace, role: "owner" as const }, pipelineId }, 200);
      },
    );
}
