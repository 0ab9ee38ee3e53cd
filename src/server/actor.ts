import type { Context, MiddlewareHandler } from "hono";
import { isId } from "#base/ids.ts";
import { refuse } from "#base/refusal.ts";
import type { Actor, Asker, House } from "#workspaces/http.ts";
import { permissionsOf } from "#workspaces/permissions.ts";
import { hashToken, type Keys } from "./keys.ts";
import { findApiKey, findWorkspace, listMemberships, listWorkspaces } from "./actor-queries.ts";
import { hasPass } from "./passes.ts";
import { isLocal } from "./same-origin.ts";
import type { SignIn } from "./sign-in.ts";

/** Addresses that stand above workspaces: they ask who somebody is, not where. */
const above = /^\/api\/(me|me\/password|setup|sign-in|sign-out|demo|workspaces|invitations\/(look|accept)|openapi\.json|docs(\/.*)?)$/;

/** Finds out who asks (`asker`) and, for what belongs to a workspace, as whom they act there (`actor`). */
export function whoAsks(keys: Keys, signIn: SignIn): MiddlewareHandler<House> {
  return async (c, next) => {
    const wanted = c.req.header("sluice-workspace") ?? c.req.query("workspace");
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (bearer !== undefined && !keys.isAdminToken(bearer)) {
      const actor = await actorOfKey(c, bearer, wanted);
      c.set("asker", { person: null, admin: false, guest: false, mayStart: false, local: false });
      c.set("actor", actor);
    } else {
      const asker: Asker =
        bearer === undefined ? await askerOf(c, keys, signIn) : { person: null, admin: true, guest: false, mayStart: true, local: true };
      c.set("asker", asker);
      if (!above.test(c.req.path)) c.set("actor", await actorOfAsker(c, asker, wanted));
    }
    await next();
  };
}

async function askerOf(c: Context<House>, keys: Keys, signIn: SignIn): Promise<Asker> {
  const session = await signIn.personOf(c.req.raw.headers);
  for (const cookie of session?.cookies ?? []) c.header("set-cookie", cookie, { append: true });
  return {
    person: session?.person ?? null,
    admin: false,
    guest: hasPass(c, keys, "guest"),
    mayStart: hasPass(c, keys, "start"),
    local: isLocal(c),
  };
}

async function actorOfKey(c: Context<House>, token: string, wanted: string | undefined): Promise<Actor> {
  const key = await findApiKey(c.get("db"), hashToken(token));
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
