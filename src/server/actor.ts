import type { Context, MiddlewareHandler } from "hono";
import { hashSecret, isId } from "#base/ids.ts";
import { refuse } from "#base/refusal.ts";
import type { Actor, Asker, House } from "#workspaces/http.ts";
import { permissionsOf } from "#workspaces/permissions.ts";
import type { Keys } from "./keys.ts";
import { findApiKey, findWorkspace, listMemberships, listWorkspaces } from "./actor-queries.ts";
import { hasPass } from "./passes.ts";
import { isLocal } from "./same-origin.ts";
import type { SignIn } from "./sign-in.ts";

/** Addresses that stand above workspaces: they ask who somebody is, not where. */
const above = /^\/api\/(me|me\/password|setup|sign-in|sign-out|demo|workspaces|invitations\/(look|accept)|openapi\.json|docs(\/.*)?)$/;

/** Finds out again who sent a request and as whom they act, for answers that never end. Throws what the middleware would. */
export type ResolveActor = (c: Context<House>) => Promise<Actor | undefined>;

/** Finds out who asks (`asker`) and, for what belongs to a workspace, as whom they act there (`actor`). */
export function whoAsks(keys: Keys, signIn: SignIn): { middleware: MiddlewareHandler<House>; resolve: ResolveActor } {
  async function find(c: Context<House>): Promise<{ asker: Asker; actor: Actor | undefined; cookies: string[] }> {
    const wanted = c.req.header("sluice-workspace") ?? c.req.query("workspace");
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (bearer !== undefined && !keys.isAdminToken(bearer)) {
      return { asker: nobody, actor: await actorOfKey(c, bearer, wanted), cookies: [] };
    }
    const { asker, cookies } = bearer === undefined ? await askerOf(c, keys, signIn) : { asker: admin, cookies: [] };
    return { asker, actor: above.test(c.req.path) ? undefined : await actorOfAsker(c, asker, wanted), cookies };
  }

  return {
    resolve: async (c) => (await find(c)).actor,
    middleware: async (c, next) => {
      const { asker, actor, cookies } = await find(c);
      for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
      c.set("asker", asker);
      c.set("actor", actor);
      await next();
    },
  };
}

const nobody: Asker = { person: null, admin: false, guest: false, mayStart: false, local: false };
const admin: Asker = { person: null, admin: true, guest: false, mayStart: true, local: true };

async function askerOf(c: Context<House>, keys: Keys, signIn: SignIn): Promise<{ asker: Asker; cookies: string[] }> {
  const session = await signIn.personOf(c.req.raw.headers);
  const passes = { guest: hasPass(c, keys, "guest"), mayStart: hasPass(c, keys, "start"), local: isLocal(c) };
  return { asker: { person: session?.person ?? null, admin: false, ...passes }, cookies: session?.cookies ?? [] };
}

async function actorOfKey(c: Context<House>, token: string, wanted: string | undefined): Promise<Actor> {
  const key = await findApiKey(c.get("db"), hashSecret(token));
  if (!key) throw refuse("unauthenticated", "wrong_token");
  if (wanted !== undefined && wanted !== key.workspaceId) throw refuse("missing", "workspace_not_found");
  return {
    kind: "key",
    userId: null,
    workspaceId: key.workspaceId,
    permissions: permissionsOf[key.scopes.includes("write") ? "writingKey" : "readingKey"],
  };
}

/** Without a workspace asked for it is the asker's first own one, else the demo shop's. */
async function actorOfAsker(c: Context<House>, asker: Asker, wanted: string | undefined): Promise<Actor | undefined> {
  if (!asker.admin && !asker.person && !asker.guest) return undefined;
  if (wanted !== undefined && !isId(wanted)) throw refuse("missing", "workspace_not_found");
  const db = c.get("db");
  if (asker.admin) {
    const found = wanted === undefined ? (await listWorkspaces(db))[0] : await findWorkspace(db, wanted);
    if (!found && wanted !== undefined) throw refuse("missing", "workspace_not_found");
    return found && { kind: "admin", userId: null, workspaceId: found.id, permissions: permissionsOf.owner };
  }
  const memberships = asker.person ? await listMemberships(db, asker.person.id) : [];
  const member = wanted === undefined ? memberships[0] : memberships.find((membership) => membership.workspaceId === wanted);
  if (member) return { kind: "member", userId: asker.person!.id, workspaceId: member.workspaceId, permissions: permissionsOf[member.role] };

  const place =
    wanted === undefined ? (await listWorkspaces(db)).find((workspace) => workspace.kind === "demo") : await findWorkspace(db, wanted);
  if (place?.kind === "demo") return { kind: "guest", userId: null, workspaceId: place.id, permissions: permissionsOf.owner };
  if (wanted !== undefined) throw refuse("missing", "workspace_not_found");
  return undefined;
}
