import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import type { Config } from "#base/config.ts";
import { newId } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Keys } from "./keys.ts";

export type Person = { id: string; name: string; email: string };

/** What happened to the session; `cookies` are `set-cookie` lines for the answer. */
export type Signed = { cookies: string[] };

export type SignIn = ReturnType<typeof createSignIn>;

/** How better-auth is set up here: it keeps sessions and passwords; who belongs to which workspace is ours. */
export function signInOptions(db: Database, config: Config, keys: Pick<Keys, "cookieSecret" | "cookiePrefix">) {
  return {
    database: db.pool,
    secret: keys.cookieSecret,
    baseURL: config.publicUrl,
    basePath: "/api/auth",
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    user: { modelName: "person" },
    session: { modelName: "person_session", expiresIn: 30 * 86_400, updateAge: 86_400 },
    account: { modelName: "person_account" },
    verification: { modelName: "person_verification" },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: keys.cookiePrefix,
      useSecureCookies: config.publicUrl.startsWith("https:"),
      database: { generateId: () => newId() },
      disableOriginCheck: true, // our own check stands before every route (`same-origin.ts`)
    },
  } as const;
}

export function createSignIn(db: Database, config: Config, keys: Keys) {
  const auth = betterAuth(signInOptions(db, config, keys));

  return {
    /** Who the session cookie belongs to; a session in use is prolonged now and then, hence the cookies. */
    async personOf(headers: Headers): Promise<(Signed & { person: Person }) | undefined> {
      if (!headers.get("cookie")?.includes(`${keys.cookiePrefix}.session_token=`)) return undefined;
      const { response, headers: answer } = await auth.api.getSession({ headers: cookieOnly(headers), returnHeaders: true });
      if (!response) return undefined;
      const { id, name, email } = response.user;
      return { person: { id, name, email }, cookies: answer.getSetCookie() };
    },

    async signIn(email: string, password: string, headers: Headers): Promise<Signed> {
      const { headers: answer } = await refusing(() =>
        auth.api.signInEmail({ body: { email: email.toLowerCase(), password }, headers: agentOnly(headers), returnHeaders: true }),
      );
      return { cookies: answer.getSetCookie() };
    },

    async signOut(headers: Headers, everywhere: boolean): Promise<Signed> {
      const own = cookieOnly(headers);
      if (everywhere) await auth.api.revokeSessions({ headers: own });
      const { headers: answer } = await auth.api.signOut({ headers: own, returnHeaders: true });
      return { cookies: answer.getSetCookie() };
    },

    async changePassword(current: string, password: string, headers: Headers): Promise<Signed> {
      const body = { currentPassword: current, newPassword: password, revokeOtherSessions: true };
      const { headers: answer } = await refusing(() =>
        auth.api.changePassword({ body, headers: cookieOnly(headers), returnHeaders: true }),
      );
      return { cookies: answer.getSetCookie() };
    },
  };
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) throw refuse("unauthenticated", "wrong_password");
    throw error;
  }
}

function cookieOnly(headers: Headers): Headers {
  return new Headers({ cookie: headers.get("cookie") ?? "" });
}

function agentOnly(headers: Headers): Headers {
  return new Headers({ "user-agent": headers.get("user-agent") ?? "" });
}
