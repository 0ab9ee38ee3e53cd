import type { IncomingMessage, ServerResponse } from "node:http";

/** Turns what was thrown into an answer; `server/respond.ts` has the one that all of Sluice uses. */
export type Explain = (
  thrown: unknown,
  requestId: string,
) => {
  status: number;
  body: { error: { message: string } };
  retryAfterSeconds?: number;
};

/** A shop's page may be anywhere, and its key is public: any origin may send here. */
const anyOrigin = { "access-control-allow-origin": "*" };

export function answer(response: ServerResponse, status: number, body: string | undefined, headers: Record<string, string> = {}): void {
  if (response.headersSent || response.destroyed) return;
  const length = body === undefined ? "0" : String(Buffer.byteLength(body));
  response.writeHead(status, { ...anyOrigin, "content-type": "application/json", "content-length": length, ...headers });
  response.end(body);
}

/** What Segment's servers say. As text it leaves in one write together with the headers. */
const success = '{"success":true}';

export function answerKept(response: ServerResponse): void {
  answer(response, 200, success);
}

export function answerPreflight(response: ServerResponse): void {
  answer(response, 204, undefined, {
    "access-control-allow-methods": "POST, OPTIONS",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "86400",
  });
}

/** What a sender holds in its hands as Basic auth: the key as user, the password empty. */
export function basicUser(request: IncomingMessage): string | undefined {
  const [scheme, credentials = ""] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const text = Buffer.from(credentials, "base64").toString("utf8");
  return text.includes(":") ? text.slice(0, text.indexOf(":")) : text;
}
