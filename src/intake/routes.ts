import type { IncomingMessage, ServerResponse } from "node:http";
import { newId } from "#base/ids.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Seal } from "#base/seal.ts";
import { answer, answerPreflight, type Explain } from "./answer.ts";
import { factsHook } from "./facts-hook.ts";
import { hook, isShop } from "./hook.ts";
import { createReceive } from "./receive.ts";
import { confirmShop, registerShop } from "./shopware-app.ts";
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
export function createIntake(parts: { db: Database; seal: Seal; log: Log; explain: Explain; publicUrl: string }): Intake {
  const { db, seal, publicUrl } = parts;
  const sources = createSourceCache(db, seal);
  const door: Door = { db, seal, publicUrl, sources, wrongKeys: createWrongKeys(), receive: createReceive(db) };
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
  if (room === "v1" && sourceId === "" && Object.hasOwn(trackingTypes, name))
    return posted(method, (request, response) => track(door, request, response, trackingTypes[name]!, query));
  if (room !== "hooks") return refusing("unknown_route");
  const step = rest.join("/");
  if (name === "shopware" && step === "register" && method === "GET")
    return (request, response) => registerShop(door, request, response, sourceId);
  if (name === "shopware" && step === "confirm")
    return posted(method, (request, response) => confirmShop(door, request, response, sourceId));
  if (step !== "") return refusing("unknown_route");
  if (isShop(name)) return posted(method, (request, response) => hook(door, request, response, name, sourceId));
  if (name === "sluice") return posted(method, (request, response) => factsHook(door, request, response, sourceId));
  return refusing("unknown_route");
}

function posted(method: string | undefined, route: Route): Route {
  return method === "POST" ? route : refusing("post_only");
}

function refusing(code: string): Route {
  return async () => {
    throw refuse("missing", code);
  };
}

/** Shopware shows who installs the app what went wrong, when it is told as one text. */
const handshake = /^\/hooks\/shopware\/[^/]*\/(register|confirm)\b/;

function run(route: Route, request: IncomingMessage, response: ServerResponse, { log, explain }: { log: Log; explain: Explain }): void {
  route(request, response).catch((error: unknown) => {
    const requestId = newId();
    const { status, body, retryAfterSeconds } = explain(error, requestId);
    if (status >= 500) log.error({ requestId, err: error, path: request.url?.split("?")[0] }, "the intake failed");
    const headers: Record<string, string> = {};
    if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
    if (!request.complete) headers["connection"] = "close";
    answer(response, status, JSON.stringify(handshake.test(request.url ?? "") ? { error: body.error.message } : body), headers);
  });
}
