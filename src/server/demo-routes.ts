import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { refuse } from "#base/refusal.ts";
import type { DemoRunner } from "#demo/demo-runner.ts";
import { demoState } from "#workspaces/contract.ts";
import { house, type Asker, type House } from "#workspaces/http.ts";
import { listMemberships } from "./actor-queries.ts";
import type { Keys } from "./keys.ts";
import { isOwned } from "./open-shop.ts";
import { givePass, takePass } from "./passes.ts";

const state = { 200: { description: "how far it is", content: { "application/json": { schema: demoState } } } } as const;
const newDemo = z.object({
  language: z.enum(["en", "de"]).optional().describe("of the shop's own words; default: the browser's"),
  historyDays: z.number().int().min(1).max(1_100).optional(),
});

/** Who may look around: people of this Sluice, who opened the one-time link, and on a Sluice that only its own machine reaches, everybody there. */
export function mayDemo(asker: Asker): boolean {
  return asker.admin || asker.person !== null || asker.guest || asker.mayStart || asker.local;
}

export function demoRoutes(demo: DemoRunner, keys: Keys) {
  return house()
    .openapi(createRoute({ method: "get", path: "/api/demo", summary: "How far the demo shop is", responses: state }), async (c) => {
      assertMayDemo(c);
      return c.json(await demo.status(), 200);
    })
    .openapi(
      createRoute({
        method: "post",
        path: "/api/demo",
        summary: "Open the demo shop",
        request: { body: { content: { "application/json": { schema: newDemo } } } },
        responses: state,
      }),
      async (c) => {
        assertMayDemo(c);
        const { language = languageOf(c), historyDays } = c.req.valid("json");
        await demo.create(language, historyDays === undefined ? {} : { historyDays });
        const { admin, person } = c.get("asker");
        if (!admin && !person) givePass(c, keys, "guest");
        return c.json(await demo.status(), 200);
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/api/demo",
        summary: "Take the demo shop away without a trace",
        responses: { 204: { description: "gone, with all that was in it" } },
      }),
      async (c) => {
        if (!(await mayRemove(c))) throw refuse("forbidden", "not_allowed");
        await demo.remove();
        takePass(c, keys, "guest");
        return c.body(null, 204);
      },
    );
}

function assertMayDemo(c: Context<House>): void {
  if (!mayDemo(c.get("asker"))) throw refuse("unauthenticated", "sign_in_required");
}

/** Whoever looks around may tidy up while nobody owns this Sluice; afterwards its owners and managers. */
async function mayRemove(c: Context<House>): Promise<boolean> {
  const asker = c.get("asker");
  if (asker.admin) return true;
  assertMayDemo(c);
  if (!(await c.get("db").inSystem(isOwned))) return true;
  const memberships = asker.person ? await listMemberships(c.get("db"), asker.person.id) : [];
  return memberships.some(({ kind, role }) => kind === "own" && (role === "owner" || role === "manager"));
}

function languageOf(c: Context<House>): "en" | "de" {
  return /^de\b/i.test(c.req.header("accept-language") ?? "") ? "de" : "en";
}
