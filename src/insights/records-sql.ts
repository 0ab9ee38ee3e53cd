import { metrics } from "./metrics.ts";
import type { MetricName } from "./contract.ts";
import type { Bucket } from "./period.ts";

/** What a question about figures is narrowed to, all of one workspace; instants in epoch ms. */
export type Scope = {
  workspaceId: string;
  fromMs: number;
  toMs: number;
  pipelineId: string | undefined;
  /** The workspace has no other pipeline, so all its leads are this one's. */
  onlyPipeline: boolean;
  owner: string | undefined;
  source: string | undefined;
  /** Open deals were seen until then. */
  seenMs: number;
  /** What one minor unit of a currency is worth in the workspace's, from an instant on; the first is the workspace's own. */
  factors: readonly Factor[];
};

export type Factor = { currency: string; fromMs: number; factor: number };

/** How records are told apart: `split` into those before an instant (key `before`) and from it on (key empty), by owner or source, by a stretch of time. */
export type Grouping =
  | { by: "all" }
  | { by: "split"; atMs: number }
  | { by: "owner" | "source" }
  | { by: "time"; buckets: readonly Bucket[] };

type Values = Record<string, string | number | null>;

/** Ages are followed in minutes, in steps of one in the first three hours, of an hour in the first three days, then of a day. */
export const stepOfAge =
  "case when minutes < 180 then minutes when minutes < 4320 then minutes - minutes % 60 else minutes - minutes % 1440 end";

/** The minutes between two columns; by way of a double, which divides faster than whole numbers. */
export function minutesBetween(from: string, to: string): string {
  return `floor(((${to}) - ${from})::double / 60000)::integer`;
}

/**
 * The records of a metric as a query with the columns id, happened (epoch ms), part, outcome, age (minutes, in steps; conversion only), owner, source.
 * Leads have no pipeline and no owner of their own: they take those of the contact's first deal; people without any deal belong to every pipeline.
 */
export function recordsSql(metric: MetricName, scope: Scope, grouping: Grouping = { by: "all" }): { text: string; values: Values } {
  const { grain, at, where, part, unit } = metrics[metric];
  const values: Values = { workspace: scope.workspaceId, from: scope.fromMs, to: scope.toMs };
  const filters = [`workspace_id = $workspace::uuid`, `${at} >= $from`, `${at} < $to`, `(${where})`];
  const bind = (name: string, value: string | number) => {
    values[name] = value;
    return `$${name}`;
  };
  const narrow = (column: string, name: string, value: string | undefined) =>
    value === undefined ? [] : [value === "none" ? `${column} is null` : `${column} = ${bind(name, value)}`];

  if (grain === "contact") {
    filters.push(...narrow("touch_source", "source", scope.source));
    const byPipeline = scope.pipelineId !== undefined && !scope.onlyPipeline;
    if (!byPipeline && scope.owner === undefined && grouping.by !== "owner") {
      return {
        text: `select id, ${at} as happened, ${part} as part, null::varchar as outcome, null::integer as age, null::varchar as owner, touch_source as source from contact where ${filters.join(" and ")}`,
        values,
      };
    }
    const pipeline = scope.pipelineId === undefined || !byPipeline ? "" : `where pipeline_id = ${bind("pipeline", scope.pipelineId)}::uuid`;
    const text = `
      with lead as (select id, ${at} as happened, touch_source as source from contact where ${filters.join(" and ")}),
      held as (select contact_id, pipeline_id, owner_id, opened_at from deal where workspace_id = $workspace::uuid and contact_id in (select id from lead)),
      first_deal as (select contact_id, arg_min_null(owner_id, opened_at) as owner from held ${pipeline} group by contact_id)
      select lead.id, lead.happened, ${part} as part, null::varchar as outcome, null::integer as age, first_deal.owner, lead.source
      from lead
      left join first_deal on first_deal.contact_id = lead.id
      where true
      ${pipeline && "and (first_deal.contact_id is not null or lead.id not in (select contact_id from held))"}
      ${narrow("first_deal.owner", "owner", scope.owner)
        .map((filter) => `and ${filter}`)
        .join("")}`;
    return { text, values };
  }

  if (scope.pipelineId !== undefined) filters.push(`pipeline_id = ${bind("pipeline", scope.pipelineId)}::uuid`);
  filters.push(...narrow("owner_id", "owner", scope.owner), ...narrow("touch_source", "source", scope.source));
  const chosen = filters.join(" and ");
  if (unit === "share") {
    values["seen"] = scope.seenMs;
    const text = `
      select id, happened, part, outcome, ${stepOfAge} as age, owner, source
      from (
        select id, ${at} as happened, ${part} as part, outcome, ${minutesBetween("begun_at", "coalesce(closed_at, greatest(begun_at, $seen))")} as minutes, owner_id as owner, touch_source as source
        from deal
        where ${chosen}
      )`;
    return { text, values };
  }
  const text = `
    select id, ${at} as happened, ${part} as part, outcome, null::integer as age, owner_id as owner, touch_source as source
    from ${unit === "money" ? withFactor(`(select * from deal where ${chosen})`, scope.factors, bind) : `deal where ${chosen}`}`;
  return { text, values };
}

/** Deals with the column `factor`: what their minor unit was worth when they closed; null where no rate is known. */
function withFactor(dealSql: string, factors: readonly Factor[], bind: (name: string, value: string | number) => string): string {
  if (factors.length === 1)
    return `(select *, case when currency = ${bind("currency", factors[0]!.currency)} then 1 end as factor from ${dealSql})`;
  return `
    ${dealSql} deal
    asof left join (select unnest(from_json(${bind("factors", JSON.stringify(factors))}, '[{"currency":"VARCHAR","fromMs":"BIGINT","factor":"DOUBLE"}]'), recursive := true)) rate
      on rate.currency = deal.currency and rate.fromMs <= deal.closed_at`;
}

/** The records with a column `key` that says which group each belongs to. */
export function groupedSql(metric: MetricName, scope: Scope, grouping: Grouping): { text: string; values: Values } {
  const { text, values } = recordsSql(metric, scope, grouping);
  if (grouping.by === "all") return { text: `select '' as key, * from (${text})`, values };
  if (grouping.by === "split")
    return {
      text: `select case when happened < $split then 'before' else '' end as key, * from (${text})`,
      values: { ...values, split: grouping.atMs },
    };
  if (grouping.by !== "time") return { text: `select coalesce(${grouping.by}, 'none') as key, * from (${text})`, values };
  return {
    text: `
      select bucket.key, record.*
      from (${text}) record
      asof join (select unnest(from_json($buckets, '[{"key":"VARCHAR","fromMs":"BIGINT"}]'), recursive := true)) bucket on record.happened >= bucket.fromMs`,
    values: { ...values, buckets: JSON.stringify(grouping.buckets) },
  };
}
