import { createRoute, z } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { hashSecret, newId, newSecret } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import {
  apiKeyList,
  createdApiKey,
  createdInvitation,
  memberList,
  memberPatch,
  newApiKey,
  newInvitation,
  workspaceSettings,
} from "./contract.ts";
import { allow, actorOf, house, inTransaction } from "./http.ts";
import { changeRole, removeMember } from "./members.ts";
import {
  deleteApiKey,
  deleteInvitation,
  getWorkspace,
  insertApiKey,
  insertInvitation,
  listApiKeys,
  listInvitations,
  listMembers,
} from "./queries.ts";

const invitationMs = 7 * 86_400_000;

const userParam = z.object({ userId: z.string().max(100) });
const idParam = z.object({ id: z.uuid() });
const done = { 204: { description: "done" } } as const;
const json = <Schema>(schema: Schema) => ({ content: { "application/json": { schema } } });
const body = <Schema>(schema: Schema) => ({ body: { ...json(schema), required: true } });
const answer = <Schema>(schema: Schema) => ({ 200: { description: "OK", ...json(schema) } });

export const routes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/workspace",
      summary: "The shop's settings",
      middleware: allow("deals.view"),
      responses: answer(workspaceSettings),
    }),
    async (c) => c.json(await inTransaction(c, getWorkspace), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/members",
      summary: "Members and open invitations",
      middleware: allow("team.view"),
      responses: answer(memberList),
    }),
    async (c) => {
      const { members, invitations } = await inTransaction(c, async (tx) => ({
        members: await listMembers(tx),
        invitations: await listInvitations(tx),
      }));
      return c.json(
        {
          members: members.map((member) => ({ ...member, joinedAt: member.joinedAt === null ? null : iso(member.joinedAt) })),
          invitations: invitations.map((invitation) => ({ ...invitation, expiresAt: iso(invitation.expiresAt) })),
        },
        200,
      );
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/api/members/{userId}",
      summary: "Give a member another role",
      middleware: allow("team.edit"),
      request: { params: userParam, ...body(memberPatch) },
      responses: done,
    }),
    async (c) => {
      await inTransaction(c, (tx) => changeRole(tx, c.req.valid("param").userId, c.req.valid("json").role));
      return c.body(null, 204);
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/members/{userId}",
      summary: "Let a member in no more",
      middleware: allow("team.edit"),
      request: { params: userParam },
      responses: done,
    }),
    async (c) => {
      await inTransaction(c, (tx) => removeMember(tx, c.req.valid("param").userId));
      return c.body(null, 204);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/invitations",
      summary: "Invite somebody; the link is shown once",
      middleware: allow("team.edit"),
      request: body(newInvitation),
      responses: answer(createdInvitation),
    }),
    async (c) => {
      const { email, role } = c.req.valid("json");
      const token = newSecret("sinv_");
      const invitation = {
        id: newId(),
        email: email.toLowerCase(),
        role,
        expiresAt: now() + invitationMs,
        tokenHash: hashSecret(token),
        invitedBy: actorOf(c).userId,
      };
      await inTransaction(c, async (tx) => {
        const members = await listMembers(tx);
        if (members.some((member) => member.email === invitation.email))
          throw refuse("conflict", "already_member", { email: invitation.email });
        const open = await listInvitations(tx);
        if (members.length + open.length >= limits.members) throw refuse("conflict", "too_many_members", { limit: limits.members });
        await insertInvitation(tx, invitation);
      });
      return c.json({ id: invitation.id, url: `${c.get("config").publicUrl}/invitation/${token}` }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/invitations/{id}",
      summary: "Withdraw an invitation",
      middleware: allow("team.edit"),
      request: { params: idParam },
      responses: done,
    }),
    async (c) => {
      if (!(await inTransaction(c, (tx) => deleteInvitation(tx, c.req.valid("param").id)))) throw refuse("missing", "invitation_not_found");
      return c.body(null, 204);
    },
  )
  .openapi(
    createRoute({ method: "get", path: "/api/keys", summary: "API keys", middleware: allow("keys.edit"), responses: answer(apiKeyList) }),
    async (c) => {
      const keys = await inTransaction(c, listApiKeys);
      return c.json(
        {
          keys: keys.map((key) => ({
            ...key,
            createdAt: iso(key.createdAt),
            lastUsedAt: key.lastUsedAt === null ? null : iso(key.lastUsedAt),
          })),
        },
        200,
      );
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/keys",
      summary: "A new API key; it is shown once",
      middleware: allow("keys.edit"),
      request: body(newApiKey),
      responses: answer(createdApiKey),
    }),
    async (c) => {
      const { name, scopes } = c.req.valid("json");
      const key = newSecret("sk_");
      const id = newId();
      await inTransaction(c, async (tx) => {
        if ((await listApiKeys(tx)).length >= limits.apiKeys) throw refuse("conflict", "too_many_keys", { limit: limits.apiKeys });
        await insertApiKey(tx, { id, name, scopes, keyHash: hashSecret(key), createdBy: actorOf(c).userId });
      });
      return c.json({ id, key }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/keys/{id}",
      summary: "Remove an API key",
      middleware: allow("keys.edit"),
      request: { params: idParam },
      responses: done,
    }),
    async (c) => {
      if (!(await inTransaction(c, (tx) => deleteApiKey(tx, c.req.valid("param").id)))) throw refuse("missing", "key_not_found");
      return c.body(null, 204);
    },
  );

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
