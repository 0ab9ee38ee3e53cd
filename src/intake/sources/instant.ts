import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import { textOf } from "#people/reach.ts";

const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?))? ?(Z|z|[+-]\d\d:?\d\d)?$/;

/**
 * Epoch ms of an instant as shops write it: ISO 8601 (without an offset it means UTC) or a number of seconds or milliseconds.
 * Undefined when absent; refused when it is there and cannot be read.
 */
export function instantOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const atMs =
    typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)) ? epoch(Number(value)) : parseIso(textOf(value) ?? "");
  if (!Number.isFinite(atMs)) throw refuse("invalid", "bad_time");
  return atMs;
}

function parseIso(text: string): number {
  const [, day, time = "00:00:00", zone = "Z"] = iso.exec(text) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T${time.replace(",", ".")}${zone.toUpperCase()}`);
}

function epoch(number: number): number {
  return Math.round(Math.abs(number) < 1e11 ? number * 1000 : number);
}

const earliest = Date.UTC(2000, 0, 1);

/**
 * When it happened by our clock: the sender's instant less the skew of its clock, never later than it came in.
 * A skew under a second is the way through the network, not a clock.
 */
export function happenedAt(atMs: number | undefined, receivedAtMs: number, skewMs = 0): number {
  const corrected = atMs === undefined ? receivedAtMs : atMs - (Math.abs(skewMs) < 1000 ? 0 : skewMs);
  if (corrected < earliest || corrected > receivedAtMs + limits.futureMs) throw refuse("invalid", "time_out_of_range");
  return Math.min(corrected, receivedAtMs);
}
