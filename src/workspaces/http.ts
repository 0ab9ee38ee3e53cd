import { OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { now } from "#base/clock.ts";
import type { Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Seal } from "#base/seal.ts";
import type { Permission } from "./contract.ts";

/** Who asks, and for which workspace; `server/sign-in.ts` finds out before any route runs. */
export type Actor = {
  kind: "member" | "guest" | "key" | "admin";
  /** Null for a guest of the demo shop, an API key and the CLI. */
  userId: string | null;
  workspaceId: string;
  permissions: ReadonlySet<Permission>;
};

/** Who sends a request, before it is known what for. Set on `/api/*`. */
export type Asker = {
  person: { id: string; name: string; email: string } | null;
  /** Brings the admin token of this Sluice's data folder. */
  admin: boolean;
  /** May look around in the demo shop. */
  guest: boolean;
  /** Opened the one-time link of the first start. */
  mayStart: boolean;
  /** A browser on the machine of a Sluice that only that machine reaches. */
  local: boolean;
};

export type House = {
  Variables: {
    db: Database;
    config: Config;
    log: Log;
    seal: Seal;
    requestId: string;
    asker: Asker;
    actor: Actor | undefined;
  };
};

/** A router of one room. What a request gets wrong is refused as `invalid_request` with the places named. */
export function house(): OpenAPIHono<House> {
  return new OpenAPIHono<House>({
    defaultHook: (result) => {
      if (result.success) return;
      throw refuse("invalid", "invalid_request", {
        issues: result.error.issues.slice(0, 10).map((issue) => `${issue.path.join(".")}: ${issue.message}`),
      });
    },
  });
}

/** The route's own statement of what it needs: `middleware: allow("deals.edit")`. */
export function allow(permission: Permission) {
  return createMiddleware<House>(async (c, next) => {
    const actor = c.get("actor");
    if (!actor) throw refuse("unauthenticated", "sign_in_required");
    if (!actor.permissions.has(permission)) throw refuse("forbidden", "not_allowed", { needs: permission });
    await next();
  });
}

export function actorOf(c: Context<House>): Actor {
  const actor = c.get("actor");
  if (!actor) throw refuse("unauthenticated", "sign_in_required");
  return actor;
}

/** Runs `work` in a transaction walled into the asker's workspace. */
export function inTransaction<T>(c: Context<House>, work: (tx: Tx) => Promise<T>): Promise<T> {
  return c.get("db").inWorkspace(actorOf(c).workspaceId, work);
}

/** The cause that verbs write into the ledger when a person acts. */
export type PersonCause = { cause: "person"; actorId: string | null; at: number };

export function byPerson(c: Context<House>): PersonCause {
  return { cause: "person", actorId: actorOf(c).userId, at: now() };
}

/** The `responses` of a route that answers JSON of one shape. */
export function answers<S extends z.ZodType>(schema: S, description: string) {
  return { 200: { description, content: { "application/json": { schema } } } };
}

/** The `request.body` of a route that takes JSON. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/json": { schema } } };
}
