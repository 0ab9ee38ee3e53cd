import type { Duck } from "#base/duck.ts";
import { listSql, openSql, valueToday } from "../deal-conditions.ts";
import { returningRank, wonRank } from "../schema.ts";
import type { Scope } from "../scope.ts";
import type { History } from "./history.ts";

export type ByName = "owner" | "source" | "pipeline";
export const others = "others";
const mostKeys = 30;
const mostCategories = 7;

const keyColumns: Record<ByName, string> = { owner: "owner_id", source: "touch_source", pipeline: "pipeline_id::varchar" };

/**
 * How a forecast tells deals and stays apart, as SQL over the columns that `deal` and `visit` share. Names are looked up in lists of constants: DuckDB
 * does that once for each name of a block, where a join would do it for each row.
 */
export type Kinds = {
  states: History["states"];
  /** The number of the state that a column's stage is; null for a stage that is won, or unknown. */
  stateOf(stage: string): string;
  isWon(stage: string): string;
  segments: number;
  segment: string;
  keys: readonly string[];
  key: string;
};

/** Reads the states, categories and keys of the deals in a scope; the most frequent categories and the most lucrative keys stand for themselves, the others are taken together. */
export async function readKinds(duck: Duck, scope: Scope, by: ByName | undefined): Promise<Kinds> {
  const { chosen, values } = openSql(scope);
  const categories = await duck.rows<{ name: string; again: boolean }>(
    `select coalesce(category, '') as name, bool_or(is_repeat) as again from deal where ${chosen} group by name order by count(*) desc, name`,
    values,
  );
  const place = new Map(categories.slice(0, mostCategories).map(({ name }, index) => [name, index]));
  const segmentOf = ({ name, again }: { name: string; again: boolean }) => (place.get(name) ?? mostCategories) * 2 + (again ? 1 : 0);
  const keyed = by === undefined ? "''" : `coalesce(${keyColumns[by]}, 'none')`;
  const keys =
    by === undefined
      ? []
      : await duck.rows<{ name: string }>(
          `select ${keyed} as name from deal where ${chosen} group by name
           order by sum(round(${valueToday(scope.factors)})) filter (where outcome = 'won') desc nulls last, count(*) desc, name`,
          values,
        );
  const names = keys.map(({ name }) => name);
  return {
    ...(await readStates(duck, scope)),
    segments: Math.max(-1, ...categories.map(segmentOf)) + 1,
    segment: `(${placeOf("category", [...place.keys()], place.get("") ?? mostCategories, mostCategories)} * 2 + is_repeat::integer)`,
    keys:
      by === undefined ? (categories.length > 0 ? [""] : []) : names.length > mostKeys + 1 ? [...names.slice(0, mostKeys), others] : names,
    key: by === undefined ? "0" : placeOf(keyed, names.slice(0, mostKeys), mostKeys, mostKeys),
  };
}

async function readStates(duck: Duck, scope: Scope): Promise<Pick<Kinds, "states" | "stateOf" | "isWon">> {
  const stages = await duck.rows<{ pipeline: string; stage: string; rank: number | null }>(
    `
    select pipeline_id::varchar as pipeline, stage_id as stage, arg_max(rank, version) as rank
    from stage
    where workspace_id = $workspace::uuid
    group by all
    order by pipeline, rank, stage
  `,
    { workspace: scope.workspaceId },
  );
  const states: History["states"][number][] = [];
  const pipelines = [...Map.groupBy(stages, ({ pipeline }) => pipeline)].map(([pipeline, own]) => {
    const open = own.filter(({ rank }) => (rank ?? 0) < wonRank);
    const first = states.length;
    for (const repeat of [false, true])
      for (const { stage, rank } of open) states.push({ pipelineId: pipeline, stageId: stage, repeat, waiting: rank === returningRank });
    return {
      pipeline,
      first,
      open: open.map(({ stage }) => stage),
      won: own.filter(({ rank }) => rank === wonRank).map(({ stage }) => stage),
    };
  });
  const known = pipelines.filter(({ pipeline }) => scope.pipelineId === undefined || pipeline === scope.pipelineId);
  const byPipeline = (each: (pipeline: (typeof known)[number]) => string, none: string) =>
    known.length === 0
      ? none
      : scope.pipelineId !== undefined
        ? `(${each(known[0]!)})`
        : `(case pipeline_id ${known.map((own) => `when '${own.pipeline}'::uuid then ${each(own)}`).join(" ")} else ${none} end)`;
  return {
    states,
    stateOf: (stage) =>
      byPipeline(
        ({ first, open }) =>
          `list_position(${listSql(open)}, ${stage}) - 1 + case when is_repeat then ${first + open.length} else ${first} end`,
        "null::integer",
      ),
    isWon: (stage) => byPipeline(({ won }) => `list_contains(${listSql(won)}, ${stage})`, "false"),
  };
}

/** The place of a column's name in a list, from 0; `none` where it has no name, `other` where it is not in the list. */
function placeOf(column: string, names: readonly string[], none: number, other: number): string {
  return `(case when ${column} is null then ${none} else coalesce(list_position(${listSql(names)}, ${column}) - 1, ${other}) end)`;
}
