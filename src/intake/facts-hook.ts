import type { IncomingMessage, ServerResponse } from "node:http";
import { now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import { keyOf, textOf } from "#people/reach.ts";
import { answerKept } from "./answer.ts";
import { hashOf, keptOfRefused } from "./events.ts";
import { headersOf } from "./hook.ts";
import { depthOf, membersOf } from "./json-text.ts";
import { roomOf, signs } from "./kinds.ts";
import { readBody, textOfBody } from "./read-body.ts";
import type { Inbound } from "./receive.ts";
import { refuseStale, signerOf } from "./signature.ts";
import { isObject, objectOf, type Json } from "./sources/json.ts";
import type { Door } from "./track.ts";

/**
 * The neutral door: facts from our plugins and from anybody's own code. `Sluice-Timestamp` holds the seconds of sending, `Sluice-Signature`
 * the hex HMAC-SHA256 of `timestamp.body`. A bad fact is refused alone; what the worker finds wrong with one stands in the source's log too.
 */
export async function factsHook(door: Door, request: IncomingMessage, response: ServerResponse, sourceId: string): Promise<void> {
  const source = await door.sources.findById(sourceId);
  const bytes = await readBody(request);
  if (bytes === undefined) return;
  if (!source || !signs(source.kind) || roomOf(source.kind) !== "sluice") throw refuse("missing", "source_missing");

  const header = headersOf(request);
  const timestamp = header(["sluice-timestamp"]) ?? "";
  const signed = Buffer.concat([Buffer.from(`${timestamp}.`), bytes]);
  if (signerOf(source.secrets, signed, header(["sluice-signature"]), "hex") === undefined)
    throw refuse("unauthenticated", "wrong_signature");

  const receivedAtMs = now();
  let text = "";
  try {
    text = textOfBody(bytes, request.headers["content-encoding"]);
    const sentAtMs = timestamp === "" ? Number.NaN : Number(timestamp) * 1000;
    refuseStale(sentAtMs);
    await door.receive(source.workspaceId, factsOf(text, source.id, receivedAtMs, skewOf(sentAtMs, receivedAtMs)));
  } catch (error) {
    if (error instanceof Refusal && error.kind !== "unavailable") {
      const begin = { sourceId: source.id, receivedAtMs, skewMs: 0, kind: "facts", body: textOf(text, keptOfRefused) ?? null };
      await door.receive(source.workspaceId, [{ ...begin, externalId: hashOf(`${timestamp}.${text}`), refused: error.code }]);
    }
    throw error;
  }
  answerKept(response);
}

const latencyMs = 5_000;

/** How far the sender's clock is off; a few seconds are the way through the network, and seconds are all it tells. */
function skewOf(sentAtMs: number, receivedAtMs: number): number {
  const skewMs = sentAtMs - receivedAtMs;
  return Math.abs(skewMs) < latencyMs ? 0 : skewMs;
}

function factsOf(text: string, sourceId: string, receivedAtMs: number, skewMs: number): Inbound[] {
  const { facts } = parsed(text);
  if (!Array.isArray(facts)) throw refuse("invalid", "facts_missing");
  if (facts.length > limits.facts) throw refuse("too_large", "too_many_events", { maxEvents: limits.facts });
  const written = membersOf(text, "facts");
  const texts = written?.length === facts.length ? written : facts.map((each) => JSON.stringify(each));
  return facts.map((each: unknown, n): Inbound => {
    const own = texts[n]!;
    const fact = objectOf(each);
    const externalId = keyOf(fact["id"]);
    const event = { sourceId, receivedAtMs, skewMs, kind: textOf(fact["type"], 100) ?? "unknown", body: own };
    const reason = wrongWith(each, own, externalId);
    if (reason === undefined) return { ...event, externalId: externalId! };
    return { ...event, externalId: externalId ?? hashOf(own), body: textOf(own, keptOfRefused) ?? null, refused: reason };
  });
}

function wrongWith(fact: unknown, text: string, id: string | undefined): string | undefined {
  if (!isObject(fact)) return "not_an_object";
  if (Buffer.byteLength(text) > limits.factBytes) return "fact_too_large";
  if (depthOf(text) > limits.jsonDepth) return "too_deep";
  return id === undefined ? "bad_fact:id" : undefined;
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
