import { createHash } from "node:crypto";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import { keyOf, textOf } from "#people/reach.ts";
import { depthOf, membersOf } from "./json-text.ts";
import type { Inbound } from "./receive.ts";
import { isObject, objectOf, type Json } from "./sources/json.ts";

/** One request of the tracking protocol, parsed. `text` is what `body` was parsed from. */
export type TrackingRequest = { text: string; body: Json; sourceId: string; receivedAtMs: number };

/** The event of a request to `/v1/track` and its like; what is wrong with it is the request's fault. */
export function singleEvent({ text, body, sourceId, receivedAtMs }: TrackingRequest, type: string): Inbound {
  if (Buffer.byteLength(text) > limits.eventBytes) throw refuse("too_large", "event_too_large", { limitBytes: limits.eventBytes });
  if (depthOf(text) > limits.jsonDepth) throw refuse("invalid", "too_deep", { maxDepth: limits.jsonDepth });
  const event = { text: text.trim(), body, sourceId, receivedAtMs, skewMs: skewOf(body["sentAt"], receivedAtMs) };
  return inbound(body["type"] === undefined ? withType(event, type) : event);
}

/** The events of a request to `/v1/batch`. A bad one is refused alone and kept with its reason; the others are good. */
export function batchedEvents({ text, body, sourceId, receivedAtMs }: TrackingRequest): Inbound[] {
  const { batch } = body;
  if (!Array.isArray(batch)) throw refuse("invalid", "batch_missing");
  if (batch.length > limits.batchEvents) throw refuse("too_large", "too_many_events", { maxEvents: limits.batchEvents });
  const written = membersOf(text, "batch");
  const texts = written?.length === batch.length ? written : batch.map((each) => JSON.stringify(each));
  const skewMs = skewOf(body["sentAt"], receivedAtMs);
  const context = { sourceId, receivedAtMs, skewMs };
  return batch.map((each: unknown, n) => {
    const own = texts[n]!;
    const event = { ...context, text: own, body: objectOf(each) };
    if (!isObject(each)) return refused(event, "not_an_object");
    if (own.length > limits.eventBytes || Buffer.byteLength(own) > limits.eventBytes) return refused(event, "event_too_large");
    if (depthOf(own) > limits.jsonDepth) return refused(event, "too_deep");
    return inbound(each["sentAt"] === undefined ? event : { ...event, skewMs: skewOf(each["sentAt"], receivedAtMs) });
  });
}

type Event = TrackingRequest & { skewMs: number };

function inbound({ text, body, sourceId, receivedAtMs, skewMs }: Event): Inbound {
  const kind = body["type"] === "track" ? body["event"] : body["type"];
  return {
    sourceId,
    externalId: keyOf(body["messageId"]) ?? hashOf(text),
    receivedAtMs,
    skewMs,
    kind: textOf(kind, 100) ?? "unknown",
    body: text,
  };
}

/** How much is kept of what could not be taken. */
export const keptOfRefused = 2_000;

/** What could not be taken, for the source's log: its reason, and how it began. */
export function refused({ text, body, sourceId, receivedAtMs }: TrackingRequest, reason: string): Inbound {
  const kind = textOf(body["event"], 100) ?? textOf(body["type"], 100) ?? "unknown";
  return {
    sourceId,
    externalId: keyOf(body["messageId"]) ?? hashOf(text),
    receivedAtMs,
    skewMs: 0,
    kind,
    body: textOf(text, keptOfRefused) ?? null,
    refused: reason,
  };
}

/** Who speaks the protocol by hand may leave the type to the path. */
function withType(event: Event, type: string): Event {
  const rest = event.text.slice(1).trimStart();
  return { ...event, body: { ...event.body, type }, text: `{"type":${JSON.stringify(type)}${rest === "}" ? "" : ","}${rest}` };
}

/** Two deliveries of the same event have the same bytes. */
export function hashOf(text: string): string {
  return `hash-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

/** How far the sender's clock is ahead of ours; 0 when it does not say what time it has. */
function skewOf(sentAt: unknown, receivedAtMs: number): number {
  const sentAtMs = typeof sentAt === "string" ? Date.parse(sentAt) : Number.NaN;
  return Number.isFinite(sentAtMs) ? sentAtMs - receivedAtMs : 0;
}
