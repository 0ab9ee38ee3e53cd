import { limits } from "#base/limits.ts";
import type { Dimensions } from "#insights/contract.ts";
import type { Client } from "../client.ts";
import { print } from "../print.ts";
import { askOf, type Days, type Field, type Query, type ReportOptions } from "./options.ts";

type Report<Answer> = {
  path: string;
  /** What the question says beyond what all reports share. */ more?: Query;
  days?: Days;
  /** Records behind it: where there are none without a value, that group is not told. */ held: (answer: Answer) => number;
  lines: (answer: Answer) => string[];
  /** The answer with each of its numbers as an estimate, for programs. */ inFull: (answer: Answer) => object;
};

/** Asks for a report and prints it; with `--by` also for each value of the dimension. */
export async function tell<Answer extends object>(
  options: ReportOptions,
  { path, more, days, held, lines, inFull }: Report<Answer>,
): Promise<void> {
  const { client, query: all, view } = await askOf(options, days);
  const query: Query = { ...all, ...more, by: undefined };
  const whole = await client.get<Answer>(path, query);
  const by = options.by as Field | undefined;
  if (by === undefined) return print(options.json, inFull(whole), lines(whole));

  const { keys, leftOut } = await keysOf(client, query, by, query[by] ?? view?.filters[by]);
  const names = by === "owner" ? await namesOf(client) : new Map<string, string>();
  const asked: { key: string; answer: Answer }[] = [];
  for (const key of keys) asked.push({ key, answer: await client.get<Answer>(path, { ...query, [by]: key }) });
  const groups = asked.filter(({ key, answer }) => key !== "none" || held(answer) > 0);
  print(options.json, { ...inFull(whole), by, groups: groups.map(({ key, answer }) => ({ key, ...inFull(answer) })), leftOut }, [
    ...lines(whole),
    ...groups.flatMap(({ key, answer }) => ["", `${by}: ${names.get(key) ?? key}`, ...lines(answer)]),
    ...(leftOut > 0 ? ["", `${leftOut} more of ${by}, with fewer deals, are left out; ask for one with --where ${by}=…`] : []),
  ]);
}

/** The values of a dimension, those of most deals first, and `none`; only the one that the question is narrowed to. */
async function keysOf(
  client: Client,
  { pipelineId, view, asOf, asKnownOn }: Query,
  by: Field,
  narrowed: string | undefined,
): Promise<{ keys: string[]; leftOut: number }> {
  if (narrowed !== undefined) return { keys: [narrowed], leftOut: 0 };
  if (by === "customers") return { keys: ["new", "returning"], leftOut: 0 };
  const { owners, sources, categories, countries } = await client.get<Dimensions>("/api/insights/dimensions", {
    pipelineId,
    view,
    asOf,
    asKnownOn,
  });
  const values = { owner: owners, source: sources, category: categories, country: countries }[by].map(({ value }) => value);
  return { keys: [...values.slice(0, limits.reportGroups), "none"], leftOut: Math.max(0, values.length - limits.reportGroups) };
}

async function namesOf(client: Client): Promise<Map<string, string>> {
  const { members } = await client.get<{ members: { userId: string; name: string }[] }>("/api/members");
  return new Map(members.map(({ userId, name }) => [userId, name]));
}
