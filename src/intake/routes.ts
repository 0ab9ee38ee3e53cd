import type { IncomingMessage, ServerResponse } from "node:http";
import { newId } from "#base/ids.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Seal } from "#base/seal.ts";
import { answer, answerPreflight, type Explain } from "./answer.ts";
import { hook, isShop } from "./hook.ts";
import { createReceive } from "./receive.ts";
import { createSourceCache } from "./source-cache.ts";
import { track, trackingTypes, type Door } from "./track.ts";
import { answerScript } from "./website-script.ts";
import { createWrongKeys } from "./wrong-keys.ts";

/** True when the request is for the intake, which then answers it. */
export type Intake = (request: IncomingMessage, response: ServerResponse) => boolean;

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Where shops and browsers send to: `/v1/*`, `/hooks/*`, and the script that a website loads. It stands before the app's router, because it answers a thousand
 * requests for each of the app's. A request is answered once it is on disk.
 */
export function createIntake(parts: { db: Database; seal: Seal; log: Log; explain: Explain }): Intake {
  const door: Door = { sources: createSourceCache(parts.db, parts.seal), wrongKeys: createWrongKeys(), receive: createReceive(parts.db) };
  return (request, response) => {
    const url = request.url ?? "";
    if (url === "/s.js" || url.startsWith("/s.js?")) return answerScript(request, response);
    if (!url.startsWith("/v1/") && !url.startsWith("/hooks/")) return false;
    if (request.method === "OPTIONS") answerPreflight(response);
    else run(find(door, url, request.method), request, response, parts);
    return true;
  };
}

function find(door: Door, url: string, method: string | undefined): Route {
  const [path = "", query = ""] = url.split("?", 2);
  const [, room, name = "", sourceId = "", ...rest] = path.replace(/\/$/, "").split("/");
  const tracking = room === "v1" && sourceId === "" && Object.hasOwn(trackingTypes, name);
  const webhook = room === "hooks" && rest.length === 0 && isShop(name);
  if (!tracking && !webhook) return refusing("unknown_route");
  if (method !== "POST") return refusing("post_only");
  return (request, response) =>
    webhook ? hook(door, request, response, name, sourceId) : track(door, request, response, trackingTypes[name]!, query);
}

function refusing(code: string): Route {
  return async () => {
    throw refuse("missing", code);
  };
}

function run(route: Route, request: IncomingMessage, response: ServerResponse, { log, explain }: { log: Log; explain: Explain }): void {
  route(request, response).catch((error: unknown) => {
    const requestId = newId();
    const { status, body, retryAfterSeconds } = explain(error, requestId);
    if (status >= 500) log.error({ requestId, err: error, path: request.url?.split("?")[0] }, "the intake failed");
    const headers: Record<string, string> = {};
    if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
    if (!request.complete) headers["connection"] = "close";
    answer(response, status, JSON.stringify(body), headers);
  });
}
