import { createHmac } from "node:crypto";
import type { Fact } from "./fact.ts";

/** Where to and with what: both stand on the source's page in Sluice. */
export type Target = { url: string; secret: string };

/** `kept`: on Sluice's disk. `later`: try again. `refused`: this request will not be taken as it is; a smaller one may be. */
export type Outcome = { kind: "kept" } | { kind: "later"; afterMs?: number; why: string } | { kind: "refused"; why: string };

const timeoutMs = 10_000;

/** One signed request. Never throws: a server that is away is an outcome. */
export async function send({ url, secret }: Target, facts: readonly Fact[], nowMs: number): Promise<Outcome> {
  const body = JSON.stringify({ facts });
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  const headers = { "content-type": "application/json", "sluice-timestamp": timestamp, "sluice-signature": signature };
  try {
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
    const text = await answer.text();
    if (answer.status === 200) return { kind: "kept" };
    const why = `${answer.status} ${text.slice(0, 300)}`;
    if (answer.status === 400 || answer.status === 413) return { kind: "refused", why };
    return { kind: "later", why, ...waitOf(answer.headers.get("retry-after"), nowMs) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    return { kind: "later", why: `${error instanceof Error ? error.message : String(error)} ${cause}`.trim() };
  }
}

/** Seconds, or a date. */
function waitOf(header: string | null, nowMs: number): { afterMs?: number } {
  if (header === null || header.trim() === "") return {};
  const afterMs = Number.isFinite(Number(header)) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(afterMs) && afterMs >= 0 ? { afterMs } : {};
}
