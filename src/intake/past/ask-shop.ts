import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { gunzipSync } from "node:zlib";
import { limits } from "#base/limits.ts";
import { refuse, Refusal } from "#base/refusal.ts";
import { lookupPublic, mayBePublic, privateAddress } from "./public-address.ts";

/** How this house may ask: `local` opens http and addresses of the own network (`SLUICE_LOCAL_SHOPS`); `signal` ends a question at once. */
export type Asking = { local: boolean; signal?: AbortSignal };
export type ShopQuestion = { url: URL; headers?: Record<string, string>; body?: string };
export type ShopAnswer = { text: string; headers: IncomingMessage["headers"]; tookMs: number };

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/**
 * One question to a shop's API. What it does not answer is refused: `invalid` where asking again is no use (key, address), `too_many` with
 * `retryAfter` seconds where it wants to be left alone, `unavailable` for what may pass. Redirects are not followed: a key is for one host.
 */
export async function askShop(asking: Asking, question: ShopQuestion): Promise<ShopAnswer> {
  const { url } = question;
  if (!asking.local && (url.protocol !== "https:" || !mayBePublic(url.hostname))) throw refuse("invalid", "shop_address_private");
  const started = performance.now();
  const { status, headers, bytes } = await send(asking, question);
  if (status >= 300 && status < 400) throw refuse("invalid", "shop_moved", { to: hostOf(headers.location, url) });
  if (status === 401 || status === 403) throw refuse("invalid", "shop_key_refused");
  if (status === 404) throw refuse("invalid", "shop_not_there");
  const retryAfter = secondsOf(headers["retry-after"]);
  if (status === 429 || (status === 503 && retryAfter !== undefined))
    throw refuse("too_many", "shop_limit", { retryAfter: retryAfter ?? 2 });
  if (status !== 200) throw refuse("unavailable", "shop_trouble", { status });
  return { text: unpack(bytes, headers["content-encoding"]), headers, tookMs: performance.now() - started };
}

type Raw = { status: number; headers: IncomingMessage["headers"]; bytes: Buffer };

function send({ local, signal }: Asking, { url, headers, body }: ShopQuestion): Promise<Raw> {
  const https = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const timeout = AbortSignal.timeout(limits.shopTimeoutMs);
    const request = (https ? httpsRequest : httpRequest)(
      url,
      {
        method: body === undefined ? "GET" : "POST",
        agent: https ? agents.https : agents.http,
        headers: { accept: "application/json", "accept-encoding": "gzip", "user-agent": "Sluice", ...headers },
        signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
        ...(local ? {} : { lookup: lookupPublic }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on("data", (part: Buffer) => {
          parts.push(part);
          size += part.length;
          if (size > limits.shopAnswerBytes) request.destroy(new Error("the answer is too large"));
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(parts) }));
        answer.on("error", fail);
      },
    );
    request.on("error", fail);
    request.end(body);

    function fail(error: NodeJS.ErrnoException): void {
      if (error instanceof Refusal) reject(error);
      else if (error.code === privateAddress) reject(refuse("invalid", "shop_address_private"));
      else reject(refuse("unavailable", "shop_unreachable", { host: url.host }));
    }
  });
}

function unpack(bytes: Buffer, encoding: string | undefined): string {
  if (encoding !== "gzip") return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.shopAnswerBytes }).toString("utf8");
  } catch {
    throw refuse("unavailable", "shop_trouble", { status: 200 });
  }
}

function hostOf(location: string | undefined, base: URL): string {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).host : "";
}

/** `Retry-After` in seconds (Shopify writes `2.0`) or as a date. */
function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0.1), 3600) : undefined;
}
