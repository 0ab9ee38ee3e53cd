import { setTimeout as sleep } from "node:timers/promises";
import { type Command } from "commander";
import { exponentOf } from "#base/money.ts";
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
  workspace?: string;
  json?: boolean;
};

const fields = ["owner", "source", "category", "country", "customers"] as const;

/** Adds the options that all reports share. */
export function withReportOptions(command: Command): Command {
  return command
    .option("--from <day>", "first day; the first of all if left out")
    .option("--to <day>", "last day; today, or the day asked about, if left out")
    .option("--pipeline <name or id>", "of one pipeline")
    .option("--as-of <day>", "as things stood at the end of a past day, by what is known today")
    .option("--as-known-on <day>", "by what was known at the end of a past day")
    .option("--where <filter...>", `${fields.join("=…, ")}=…, value>=100, value<=500`)
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON");
}

/** The running Sluice, and the question as its API takes it. */
export async function askOf(options: ReportOptions): Promise<{ client: Client; query: Record<string, string | undefined> }> {
  const client = connect(options.workspace);
  await projected(client);
  const { from = "first", to, asOf, asKnownOn, by, where } = options;
  const filters = where && filtersOf(where, (await client.get<{ currency: string }>("/api/workspace")).currency);
  return { client, query: { from, to, asOf, asKnownOn, by, pipelineId: await pipelineId(client, options.pipeline), ...filters } };
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
