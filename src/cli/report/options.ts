import { setTimeout as sleep } from "node:timers/promises";
import { Option, type Command } from "commander";
import { exponentOf } from "#base/money.ts";
import type { SavedView } from "#insights/views/contract.ts";
import { connect, type Client } from "../client.ts";

/** What every report may be narrowed to, as the command line says it. */
export type ReportOptions = {
  from?: string;
  to?: string;
  pipeline?: string;
  asOf?: string;
  asKnownOn?: string;
  by?: string;
  where?: string[];
  view?: string;
  workspace?: string;
  json?: boolean;
};

/** What a question may be narrowed to a value of. */
export const fields = ["owner", "source", "category", "country", "customers"] as const;
export type Field = (typeof fields)[number];

/** Whether a report is about a period, or about days of its own, and then which. */
export type Days = "of the question" | { own: string };

/** Adds the options that all reports share. Days that a report does not take are refused by the server. */
export function withReportOptions(command: Command, days: Days = "of the question"): Command {
  const isAsked = days === "of the question";
  return command
    .option("--from <day>", isAsked ? "first day; the first of all if left out" : `refused: ${days.own}`)
    .option("--to <day>", isAsked ? "last day; today, or the day asked about, if left out" : "refused, like --from")
    .option("--pipeline <name or id>", "of one pipeline")
    .option("--as-of <day>", "as things stood at the end of a past day, by what is known today")
    .option("--as-known-on <day>", "by what was known at the end of a past day")
    .option("--where <filter...>", `${fields.join("=…, ")}=…, value>=100, value<=500`)
    .option("--view <name or id>", "a saved view, whose filters count where --where has none of its own")
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON");
}

/** Reports without groups of their own are asked once for each value. */
export function byOption(): Option {
  return new Option("--by <dimension>", "also for each of its values").choices(fields);
}

export type Query = Record<string, string | undefined>;

/** The running Sluice, and the question as its API takes it. */
export async function askOf(
  options: ReportOptions,
  days: Days = "of the question",
): Promise<{ client: Client; query: Query; view: SavedView | undefined }> {
  const client = connect(options.workspace);
  await projected(client);
  const filters = options.where && filtersOf(options.where, (await client.get<{ currency: string }>("/api/workspace")).currency);
  const { from = days === "of the question" ? "first" : undefined, to, asOf, asKnownOn, by } = options;
  const view = await viewOf(client, options.view);
  const pipeline = await pipelineId(client, options.pipeline);
  return { client, query: { from, to, asOf, asKnownOn, by, pipelineId: pipeline, view: view?.id, ...filters }, view };
}

const longestWaitMs = 120_000;

/** Waits until the numbers hold all that is in the ledger: after an import they follow within seconds. */
async function projected(client: Client): Promise<void> {
  for (const began = Date.now(); Date.now() - began < longestWaitMs; await sleep(100)) {
    const { readers } = await client.get<{ readers?: { name: string; lag: number }[] }>("/healthz");
    const behind = readers?.find(({ name }) => name === "insights")?.lag ?? 0;
    if (behind === 0) return;
  }
  process.stderr.write("The numbers do not yet hold the newest events; ask again in a moment.\n");
}

/** A pipeline by its id or its name, in any case. */
async function pipelineId(client: Client, wish: string | undefined): Promise<string | undefined> {
  if (wish === undefined) return undefined;
  const { pipelines } = await client.get<{ pipelines: { id: string; name: string }[] }>("/api/pipelines");
  const found = pipelines.find(({ id, name }) => id === wish || name.toLowerCase() === wish.toLowerCase());
  if (!found) throw new Error(`There is no pipeline "${wish}". There are: ${pipelines.map(({ name }) => name).join(", ")}.`);
  return found.id;
}

/** A saved view by its id or its name, in any case. Of two of one name one's own goes before. */
async function viewOf(client: Client, wish: string | undefined): Promise<SavedView | undefined> {
  if (wish === undefined) return undefined;
  const { views } = await client.get<{ views: SavedView[] }>("/api/views");
  const named = views.filter(({ name }) => name.toLowerCase() === wish.toLowerCase());
  const found = views.find(({ id }) => id === wish) ?? named.find(({ mine }) => mine) ?? named[0];
  if (!found) throw new Error(`There is no saved view "${wish}". There are: ${views.map(({ name }) => name).join(", ") || "none"}.`);
  return found;
}

/** `source=newsletter`, `value>=100` in the workspace's currency. */
export function filtersOf(texts: readonly string[], currency: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, sign, value] = /^(\w+)(>=|<=|=)(.+)$/.exec(text) ?? [];
      if (name === "value" && sign !== "=" && Number.isFinite(Number(value)))
        return [sign === ">=" ? "minValue" : "maxValue", String(Math.round(Number(value) * 10 ** exponentOf(currency)))];
      if (sign === "=" && fields.some((field) => field === name)) return [name!, value!];
      throw new Error(`Not a filter: "${text}". Say ${fields.join("=…, ")}=…, value>=… or value<=….`);
    }),
  );
}
