import { translate } from "#intake/sources/translate.ts";
import { hashOf } from "./map-row.ts";
import type { EventItem, Fault } from "./items.ts";

/** A line of events in Segment's shape, read as the intake reads it; a line without a message id is known again by all that stands in it. */
export function readEvents(line: string, { nowMs, currency }: { nowMs: number; currency: string }): EventItem | Fault {
  const externalId = /"messageId"\s*:\s*"([^"\\]{1,200})"/.exec(line)?.[1] ?? `~${hashOf(line)}`;
  const said = translate("segment", { kind: "file", body: line, externalId, receivedAtMs: nowMs, skewMs: 0, currency });
  if ("facts" in said && said.facts.length > 0) return { kind: "events", externalId, facts: said.facts };
  const why = "refused" in said ? said.refused : "ignored" in said ? said.ignored : "nothing_in_it";
  return { code: "event_not_understood", field: null, value: `${why}: ${line.slice(0, 150)}` };
}
