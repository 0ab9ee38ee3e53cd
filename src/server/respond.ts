import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { Refusal, refuse, type RefusalKind } from "#base/refusal.ts";
import type { House } from "#workspaces/http.ts";
import { messages } from "./messages.ts";

export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>;

/** The one place that decides what an error looks like on the wire. */
export function explain(
  thrown: unknown,
  requestId: string,
): { status: (typeof statusOf)[RefusalKind] | 500; body: ErrorBody; retryAfterSeconds?: number } {
  const refusal = asRefusal(thrown);
  if (!refusal) return { status: 500, body: errorBody("internal", {}, requestId) };
  const retryAfter = refusal.details["retryAfter"] ?? (refusal.kind === "unavailable" ? 1 : undefined);
  return {
    status: statusOf[refusal.kind],
    body: errorBody(refusal.code, refusal.details, requestId),
    ...(retryAfter !== undefined && { retryAfterSeconds: Number(retryAfter) }),
  };
}

export function respond(thrown: unknown, c: Context<House>): Response {
  const requestId = c.get("requestId") ?? "";
  const { status, body, retryAfterSeconds } = explain(thrown, requestId);
  if (status === 500) c.get("log")?.error({ requestId, err: thrown }, "a request failed");
  if (retryAfterSeconds !== undefined) c.header("retry-after", String(retryAfterSeconds));
  return c.json(body, status);
}

type ErrorBody = { error: { code: string; message: string; details: object; requestId: string } };

export function errorBody(code: string, details: object, requestId: string): ErrorBody {
  return { error: { code, message: messages[code]?.[1] ?? code, details, requestId } };
}

function asRefusal(thrown: unknown): Refusal | undefined {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof HTTPException) {
    if (thrown.status === 413) return refuse("too_large", "request_too_large");
    return refuse("invalid", "invalid_json");
  }
  if (!(thrown instanceof Error)) return undefined;
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  if (isAway(code, syscall, thrown.message)) return refuse("unavailable", "unavailable");
  if (code === "22021" || code === "22P05") return refuse("invalid", "invalid_text");
  if (code === "22003") return refuse("invalid", "number_out_of_range");
  return undefined;
}

const goneCodes = new Set(["57P01", "57P02", "57P03", "53300", "08000", "08003", "08006", "40001", "40P01"]);
const goneErrnos = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/** True when it is the database that is gone (or gave up for a rival), so that the same request may work in a moment. */
function isAway(code: string | undefined, syscall: string | undefined, message: string): boolean {
  if (code !== undefined && (goneCodes.has(code) || goneErrnos.has(code))) return true;
  if (code === "ENOENT" && syscall === "connect") return true;
  return /^Connection terminated|timeout exceeded when trying to connect|^Client has encountered a connection error/.test(message);
}
