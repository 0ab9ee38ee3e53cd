import { z } from "@hono/zod-openapi";

export const roles = ["owner", "manager", "seller", "viewer"] as const;
export type Role = (typeof roles)[number];

/** What a route may need; `workspaces/permissions.ts` says which role has which. */
export const permissions = [
  "deals.view",
  "deals.edit",
  "contacts.view",
  "contacts.edit",
  "insights.view",
  "pipelines.edit",
  "sources.view",
  "sources.edit",
  "team.view",
  "team.edit",
  "keys.edit",
  "workspace.edit",
] as const;
export type Permission = (typeof permissions)[number];

const shop = z.object({
  name: z.string().trim().min(1).max(80),
  currency: z.string().length(3),
  timeZone: z.string().max(60),
  language: z.enum(["en", "de"]),
  template: z.enum(["online-shop", "sales-team", "wholesale"]),
});
const share = z.number().min(0).max(1);
export const workspaceSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(["own", "demo"]),
  role: z.enum(roles),
  currency: z.string(),
  timeZone: z.string(),
  language: z.enum(["en", "de"]),
  valueWithTax: z.boolean(),
  valueWithShipping: z.boolean(),
  grossMargin: share.gt(0).nullable().describe("what is kept of the revenue; null: not said, then a customer's value is revenue"),
  discountRate: share.nullable().describe("by how much money counts less a year later; null: it counts in full"),
});
/** `GET` and `PATCH /api/workspace` answer it. */
export const workspaceSettings = workspaceSchema.omit({ role: true });
export type WorkspaceWire = z.infer<typeof workspaceSchema>;
export const me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable().describe("null: nobody, or a guest of the demo shop"),
  guest: z.boolean(),
  workspaces: z.array(workspaceSchema),
  permissions: z.record(z.string(), z.array(z.enum(permissions))).describe("by workspace id"),
  canSetUp: z.boolean().describe("the one-time link was opened here and nobody owns this Sluice yet"),
  needsOwner: z.boolean(),
  demo: z.object({ state: z.enum(["none", "filling", "live"]), progress: z.number(), workspaceId: z.uuid().nullable() }),
});
export type Me = z.infer<typeof me>;
export const setupBody = z.object({
  name: z.string().trim().max(80).optional(),
  email: z.email().max(200),
  password: z.string().min(10).max(200),
  shop,
});
export const setupAnswer = z.object({
  workspace: workspaceSchema,
  pipelineId: z.uuid(),
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});
/** `POST /api/sign-in`; the answer is 204 and the session cookie. */
export const signInBody = z.object({ email: z.string().trim().max(200), password: z.string().max(200) });
/** `POST /api/sign-out` */
export const signOutBody = z.object({ everywhere: z.boolean().default(false).describe("end this person's sessions on all devices") });
/** `PATCH /api/me` */
export const personPatch = z.object({ name: z.string().trim().min(1).max(80) }).partial();
/** `POST /api/me/password`; ends the sessions on other devices. */
export const passwordBody = z.object({ current: z.string().max(200), password: z.string().min(10).max(200) });
export const newWorkspace = shop;
export const createdWorkspace = z.object({ workspace: workspaceSchema, pipelineId: z.uuid() });
export const workspacePatch = z
  .object({
    name: z.string().trim().min(1).max(80),
    currency: z.string().length(3),
    timeZone: z.string().max(60),
    language: z.enum(["en", "de"]),
    valueWithTax: z.boolean(),
    valueWithShipping: z.boolean(),
    grossMargin: share.gt(0).nullable(),
    discountRate: share.nullable(),
  })
  .partial();

export const member = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  joinedAt: z.string().nullable().describe("null: known by name only, from an import; has never signed in"),
});
export const memberList = z.object({
  members: z.array(member),
  invitations: z.array(z.object({ id: z.uuid(), email: z.string(), role: z.enum(roles), expiresAt: z.string() })),
});
export type MemberList = z.infer<typeof memberList>;
export const newInvitation = z.object({ email: z.email().max(200), role: z.enum(roles) });
export const createdInvitation = z.object({ id: z.uuid(), url: z.string().describe("to send to the person; shown once") });
/** `POST /api/invitations/look`: what the page of a link shows before the person accepts. */
export const lookInvitation = z.object({ token: z.string().max(100) });
export const invitationSeen = z.object({
  workspace: z.string(),
  email: z.string(),
  role: z.enum(roles),
  hasAccount: z.boolean(),
  signedIn: z.boolean().describe("as the person invited; then neither name nor password is asked"),
});
export const acceptedInvitation = z.object({ workspaceId: z.uuid() });
export const memberPatch = z.object({ role: z.enum(roles) });
export const demoState = me.shape.demo;
export const acceptInvitation = z.object({
  token: z.string().max(100),
  name: z.string().trim().min(1).max(80).optional(),
  password: z.string().min(10).max(200).optional(),
});
export const apiKeyScopes = ["read", "write"] as const;
export const newApiKey = z.object({ name: z.string().trim().min(1).max(60), scopes: z.array(z.enum(apiKeyScopes)).min(1) });
export const createdApiKey = z.object({ id: z.uuid(), key: z.string().describe("shown once") });
export const apiKeyList = z.object({
  keys: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      scopes: z.array(z.enum(apiKeyScopes)),
      createdAt: z.string(),
      lastUsedAt: z.string().nullable(),
    }),
  ),
});
export type ApiKeyList = z.infer<typeof apiKeyList>;
export const rateSchema = z.object({
  currency: z.string().length(3),
  fromDay: z.string(),
  rate: z.number().positive().describe("units of the workspace's currency for one unit of this one"),
});
export const rateList = z.object({ rates: z.array(rateSchema).max(10_000) });

/** What `/api/live` sends as event `change`, at most every 150 ms: ask again for what you show. */
export type LiveChange = {
  seq: number;
  deals: string[];
  contacts: string[];
  pipelines: string[];
  sources: string[];
  duplicates: boolean;
  more: boolean;
};
