import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Refusal, refuse } from "#base/refusal.ts";
import { passwordBody, personPatch, signInBody, signOutBody } from "#workspaces/contract.ts";
import { house, type House } from "#workspaces/http.ts";
import { createAttempts } from "./attempts.ts";
import { renamePerson } from "./person-queries.ts";
import type { SignIn, Signed } from "./sign-in.ts";

const done = { 204: { description: "done" } } as const;

export function signInRoutes(signIn: SignIn) {
  const byEmail = createAttempts(10);
  const byAddress = createAttempts(50);

  return house()
    .openapi(
      createRoute({
        method: "post",
        path: "/api/sign-in",
        summary: "Sign in with e-mail and password",
        request: json(signInBody),
        responses: done,
      }),
      async (c) => {
        const { email, password } = c.req.valid("json");
        const keys = [
          [byEmail, email.toLowerCase()],
          [byAddress, addressOf(c)],
        ] as const;
        for (const [attempts, key] of keys) attempts.check(key);
        try {
          giveCookies(c, await signIn.signIn(email, password, c.req.raw.headers));
        } catch (error) {
          if (error instanceof Refusal) for (const [attempts, key] of keys) attempts.failed(key);
          throw error;
        }
        byEmail.succeeded(email.toLowerCase());
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/sign-out",
        summary: "Sign out here, or everywhere",
        request: json(signOutBody),
        responses: done,
      }),
      async (c) => {
        const { everywhere } = c.req.valid("json");
        if (c.get("asker").person) giveCookies(c, await signIn.signOut(c.req.raw.headers, everywhere));
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/me/password",
        summary: "Change one's own password",
        request: json(passwordBody),
        responses: done,
      }),
      async (c) => {
        const { current, password } = c.req.valid("json");
        const { email } = personOf(c);
        byEmail.check(email);
        try {
          giveCookies(c, await signIn.changePassword(current, password, c.req.raw.headers));
        } catch (error) {
          if (error instanceof Refusal) byEmail.failed(email);
          throw error;
        }
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({ method: "patch", path: "/api/me", summary: "Change one's own name", request: json(personPatch), responses: done }),
      async (c) => {
        const { name } = c.req.valid("json");
        const { id } = personOf(c);
        if (name !== undefined) await c.get("db").inSystem((tx) => renamePerson(tx, id, name));
        return c.body(null, 204);
      },
    );
}

export function giveCookies(c: Context<House>, { cookies }: Signed): void {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
}

export function personOf(c: Context<House>) {
  const { person } = c.get("asker");
  if (!person) throw refuse("unauthenticated", "sign_in_required");
  return person;
}

/** Where the request comes from; behind a proxy on this machine, what the proxy says. */
function addressOf(c: Context<House>): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  const address = env?.incoming?.socket?.remoteAddress ?? "";
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  return forwarded && /^(::1|127\.|::ffff:127\.)/.test(address) ? forwarded : address;
}

function json<Schema>(schema: Schema) {
  return { body: { content: { "application/json": { schema } }, required: true } };
}
