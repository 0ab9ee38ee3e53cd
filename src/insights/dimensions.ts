import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import type { Dimensions } from "./contract.ts";
import type { Scope } from "./scope.ts";

/** What deals and people may be filtered by: the values that occur, those of most deals (countries: of most people) first. Owners are ids. */
export async function readDimensions(duck: Duck, { workspaceId, pipelineId }: Scope): Promise<Dimensions> {
  const ask = (column: string, table: "deal" | "contact") => {
    const ofPipeline = table === "deal" && pipelineId !== undefined;
    return duck.rows<{ value: string; n: number }>(
      `
      select ${column} as value, count(*) as n
      from ${table}
      where workspace_id = $workspace::uuid ${ofPipeline ? "and pipeline_id = $pipeline::uuid" : ""} and ${column} is not null
      group by all
      order by n desc, value
      limit ${limits.dimensionValues}
      `,
      { workspace: workspaceId, ...(ofPipeline && { pipeline: pipelineId }) },
    );
  };
  return {
    pipelines: await ask("pipeline_id::varchar", "deal"),
    owners: await ask("owner_id", "deal"),
    sources: await ask("touch_source", "deal"),
    categories: await ask("category", "deal"),
    countries: await ask("country", "contact"),
  };
}
