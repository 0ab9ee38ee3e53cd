import { createRoute } from "@hono/zod-openapi";
import { hashPassword } from "better-auth/crypto";
import { hashSecret, newId } from "#base/ids.ts";
import { refuse } from "#base/refusal.ts";
import { acceptInvitation, acceptedInvitation, invitationSeen, lookInvitation } from "#workspaces/contract.ts";
import { house } from "#workspaces/http.ts";
import { insertMember, lockInvitation, setAccepted } from "#workspaces/queries.ts";
import { findPerson, insertPerson } from "./person-queries.ts";
import type { Person, SignIn } from "./sign-in.ts";
import { giveCookies } from "./sign-in-routes.ts";

const json = <Schema>(schema: Schema) => ({ content: { "application/json": { schema } } });

/** What the page of an invitation's link does, for somebody who may not be known here yet. */
export function invitationRoutes(signIn: SignIn) {
  return house()
    .openapi(
      createRoute({
        method: "post",
        path: "/api/invitations/look",
        summary: "What an invitation's link is for",
        request: { body: { ...json(lookInvitation), required: true } },
        responses: { 200: { description: "OK", ...json(invitationSeen) } },
      }),
      async (c) => {
        const { person } = c.get("asker");
        return c.json(
          await c.get("db").inSystem(async (tx) => {
            const invitation = await lockInvitation(tx, hashSecret(c.req.valid("json").token));
            if (!invitation) throw refuse("missing", "invitation_not_found");
            const { workspaceName: workspace, email, role } = invitation;
            return { workspace, email, role, hasAccount: (await findPerson(tx, email)) !== undefined, signedIn: person?.email === email };
          }),
          200,
        );
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/invitations/accept",
        summary: "Accept an invitation",
        request: { body: { ...json(acceptInvitation), required: true } },
        responses: { 200: { description: "joined, and signed in", ...json(acceptedInvitation) } },
      }),
      async (c) => {
        const { token, name, password } = c.req.valid("json");
        const signedIn = c.get("asker").person;
        const db = c.get("db");
        const open = await db.inSystem((tx) => lockInvitation(tx, hashSecret(token)));
        const fresh = open && password !== undefined ? await hashPassword(password) : undefined; // costly, so for links that open only
        const { workspaceId, email, made } = await db.inSystem(async (tx) => {
          const invitation = await lockInvitation(tx, hashSecret(token));
          if (!invitation) throw refuse("missing", "invitation_not_found");
          const known = await findPerson(tx, invitation.email);
          if (known && known.id !== signedIn?.id) throw refuse("unauthenticated", "sign_in_first", { email: invitation.email });
          if (!known && fresh === undefined) throw refuse("invalid", "password_needed");
          const person: Person = known ?? { id: newId(), name: name || invitation.email.split("@", 1)[0]!, email: invitation.email };
          if (!known) await insertPerson(tx, person, fresh!);
          const inside = await tx.enter(invitation.workspaceId);
          await insertMember(inside, { userId: person.id, name: person.name, email: person.email, role: invitation.role });
          await setAccepted(inside, invitation.id);
          return { workspaceId: invitation.workspaceId, email: invitation.email, made: !known };
        });
        if (made) giveCookies(c, await signIn.signIn(email, password!, c.req.raw.headers));
        return c.json({ workspaceId }, 200);
      },
    );
}
