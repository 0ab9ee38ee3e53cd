import type { IncomingMessage, ServerResponse } from "node:http";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import type { Seal } from "#base/seal.ts";
import { answerKept, basicUser } from "./answer.ts";
import { batchedEvents, hashOf, refused, singleEvent } from "./events.ts";
import { readBody, textOfBody } from "./read-body.ts";
import type { Receive } from "./receive.ts";
import type { KnownSource, SourceCache } from "./source-cache.ts";
import { isObject, type Json } from "./sources/json.ts";
import type { WrongKeys } from "./wrong-keys.ts";

/** The last part of the path → the type of message; `null` is the clients' own metrics, which are dropped. */
export const trackingTypes: Record<string, string | null> = {
  track: "track",
  t: "track",
  identify: "identify",
  i: "identify",
  page: "page",
  p: "page",
  screen: "screen",
  s: "screen",
  group: "group",
  g: "group",
  alias: "alias",
  a: "alias",
  batch: "batch",
  b: "batch",
  import: "batch",
  m: null,
};

export type Door = { db: Database; seal: Seal; publicUrl: string; sources: SourceCache; wrongKeys: WrongKeys; receive: Receive };

/** Takes a request of Segment's tracking protocol. The content type says nothing: clients send JSON under three names. */
export async function track(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  type: string | null,
  query: string,
): Promise<void> {
  const address = request.socket.remoteAddress ?? "";
  const key = basicUser(request) || new URLSearchParams(query).get("writeKey");
  const early = key && type ? await sourceOf(door, key, address) : undefined;
  let text = "";
  try {
    const bytes = await readBody(request);
    if (bytes === undefined) return;
    if (type === null) return answerKept(response);
    text = textOfBody(bytes, request.headers["content-encoding"]);
    const body = parsed(text);
    const source = early ?? (await sourceOf(door, keyIn(body), address));
    const tracking = { text, body, sourceId: source.id, receivedAtMs: now() };
    await door.receive(source.workspaceId, type === "batch" ? batchedEvents(tracking) : [singleEvent(tracking, type)]);
    answerKept(response);
  } catch (error) {
    if (early) await keepRefusal(door, early, text, error);
    throw error;
  }
}

function parsed(text: string): Json {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refuse("invalid", "invalid_json");
  }
  if (!isObject(body)) throw refuse("invalid", "not_an_object");
  return body;
}

function keyIn(body: Json): string | undefined {
  return typeof body["writeKey"] === "string" ? body["writeKey"] : undefined;
}

async function sourceOf(door: Door, key: string | undefined, address: string): Promise<KnownSource> {
  if (key !== undefined && key.length <= 200 && !key.includes("\0")) {
    if (!door.sources.holdsKey(key)) door.wrongKeys.check(address);
    const source = await door.sources.findByWriteKey(key.toWellFormed());
    if (source) return source;
  }
  door.wrongKeys.count(address);
  throw refuse("unauthenticated", "wrong_write_key");
}

/** What was sent with the right key and could not be taken is shown in the source's log; its sender will not send it again. */
async function keepRefusal(door: Door, source: KnownSource, text: string, error: unknown): Promise<void> {
  if (!(error instanceof Refusal) || (error.kind !== "invalid" && error.kind !== "too_large")) return;
  const event = refused({ text, body: {}, sourceId: source.id, receivedAtMs: now() }, error.code);
  await door.receive(source.workspaceId, [{ ...event, externalId: text === "" ? newId() : hashOf(text) }]).catch(() => {});
}
