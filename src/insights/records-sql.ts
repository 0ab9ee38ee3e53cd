import { metrics, wallMs } from "./metrics.ts";
import type { GroupName, MetricName } from "./contract.ts";
import type { Bucket, Stretch } from "./period.ts";
import { dealConditions, equal, type Bind, type Values } from "./deal-conditions.ts";
import type { Factor, Scope } from "./scope.ts";

/** How records are told apart: `split` into those before an instant (key `before`) and from it on (key empty), by owner or source, by a stretch of time. */
export type Grouping =
  | { by: "all" }
  | { by: "split"; atMs: number }
  | { by: Exclude<GroupName, Stretch> }
  | { by: "time"; buckets: readonly Bucket[] };

/** Ages are followed in minutes, in steps of one in the first three hours, of an hour in the first three days, then of a day. */
export const stepOfAge =
  "case when minutes < 180 then minutes when minutes < 4320 then minutes - minutes % 60 else minutes - minutes % 1440 end";

/** The minutes between two columns; by way of a double, which divides faster than whole numbers. */
export function minutesBetween(from: string, to: string): string {
  return `floor(${wallMs(`(${to}) - ${from}`)}::double / 60000)::integer`;
}

/**
 * The records of a metric as a query with the columns id, happened (epoch ms), part, outcome, whole, age (minutes, in steps; conversion only) and `key`, the
 * group. Leads have no pipeline, owner, category and value of their own: they take those of the contact's first deal; people without any deal
 * belong to every pipeline.
 */
export function recordsSql(metric: MetricName, scope: Scope, by?: Exclude<GroupName, Stretch>): { text: string; values: Values } {
  const { grain, at, where, part, whole, shape, needsRate } = metrics[metric];
  const values: Values = { workspace: scope.workspaceId, from: scope.fromMs, to: scope.toMs };
  const bind: Bind = (name, value) => {
    values[name] = value;
    return `$${name}`;
  };
  const isStock = shape === "velocity";
  const inPeriod = isStock ? [`${at} < $to`, "(closed_at is null or closed_at >= $to)"] : [`${at} >= $from`, `${at} < $to`];
  if (isStock) delete values["from"];
  const own = [`workspace_id = $workspace::uuid`, ...inPeriod, `(${where})`];
  if (grain === "contact") return { text: leadsSql(own, at, part, scope, by, bind), values };

  const chosen = [...own, ...dealConditions(scope, bind)].join(" and ");
  const key = by === undefined ? "''" : dealKeys[by];
  const deals =
    by === "country"
      ? `(select deal.*, who.country from deal left join (select id, country from contact where workspace_id = $workspace::uuid) who on who.id = deal.contact_id)`
      : "deal";
  if (shape === "incidence") {
    values["seen"] = scope.seenMs;
    const text = `
      select id, happened, part, outcome, ${stepOfAge} as age, key
      from (
        select id, ${at} as happened, ${part} as part, outcome, ${minutesBetween("begun_at", "coalesce(closed_at, greatest(begun_at, $seen))")} as minutes, ${key} as key
        from ${deals}
        where ${chosen}
      )`;
    return { text, values };
  }
  const text = `
    select id, ${at} as happened, ${part} as part, ${whole} as whole, outcome, null::integer as age, ${key} as key
    from ${needsRate ? withFactor(`(select * from ${deals} where ${chosen})`, scope.factors, bind) : `${deals} where ${chosen}`}`;
  return { text, values };
}

const dealKeys: Record<Exclude<GroupName, Stretch>, string> = {
  owner: "coalesce(owner_id, 'none')",
  source: "coalesce(touch_source, 'none')",
  category: "coalesce(category, 'none')",
  country: "coalesce(country, 'none')",
  customers: "case when is_repeat then 'returning' else 'new' end",
};

function leadsSql(own: string[], at: string, part: string, scope: Scope, by: Exclude<GroupName, Stretch> | undefined, bind: Bind): string {
  const { source, country, customers, ...ofDeals } = scope.where;
  const filters = [...own, ...equal("touch_source", "source", source, bind), ...equal("country", "country", country, bind)];
  if (customers === "returning") filters.push("false"); // who has bought is no lead
  const byPipeline = scope.pipelineId !== undefined && !scope.onlyPipeline;
  const needsDeal = byPipeline || by === "owner" || by === "category" || Object.values(ofDeals).some((value) => value !== undefined);
  const key =
    by === undefined
      ? "''"
      : by === "customers"
        ? "'new'"
        : by === "source"
          ? "coalesce(touch_source, 'none')"
          : by === "country"
            ? "coalesce(country, 'none')"
            : undefined;
  if (!needsDeal)
    return `select id, ${at} as happened, ${part} as part, 1 as whole, null::varchar as outcome, null::integer as age, ${key} as key from contact where ${filters.join(" and ")}`;
  const pipeline = byPipeline ? `where pipeline_id = ${bind("pipeline", scope.pipelineId!)}::uuid` : "";
  return `
    with lead as (select id, ${at} as happened, touch_source, country from contact where ${filters.join(" and ")}),
    held as (
      select contact_id, pipeline_id, owner_id, category, value_minor, currency, opened_at
      from deal
      where workspace_id = $workspace::uuid and contact_id in (select id from lead)
    ),
    first_deal as (select * from held ${pipeline} qualify row_number() over (partition by contact_id order by opened_at) = 1)
    select lead.id, lead.happened, ${part} as part, 1 as whole, null::varchar as outcome, null::integer as age, ${key ?? dealKeys[by!]} as key
    from lead
    left join first_deal on first_deal.contact_id = lead.id
    where ${["true", ...(byPipeline ? ["(first_deal.contact_id is not null or lead.id not in (select contact_id from held))"] : []), ...dealConditions({ ...scope, pipelineId: undefined, where: ofDeals }, bind)].join(" and ")}`;
}

/** Deals with the column `factor`: what their minor unit was worth when they closed; null where no rate is known. */
export function withFactor(dealSql: string, factors: readonly Factor[], bind: Bind): string {
  if (factors.length === 1)
    return `(select *, case when currency = ${bind("currency", factors[0]!.currency)} then 1 end as factor from ${dealSql})`;
  return `
    ${dealSql} deal
    asof left join (select unnest(from_json(${bind("factors", JSON.stringify(factors))}, '[{"currency":"VARCHAR","fromMs":"BIGINT","factor":"DOUBLE"}]'), recursive := true)) rate
      on rate.currency = deal.currency and rate.fromMs <= deal.closed_at`;
}

/** The records with a column `key` that says which group each belongs to. */
export function groupedSql(metric: MetricName, scope: Scope, grouping: Grouping): { text: string; values: Values } {
  const { text, values } = recordsSql(metric, scope, isWord(grouping) ? grouping.by : undefined);
  if (grouping.by === "split")
    return {
      text: `select * replace (case when happened < $split then 'before' else '' end as key) from (${text})`,
      values: { ...values, split: grouping.atMs },
    };
  if (grouping.by !== "time") return { text, values };
  return {
    text: `
      select record.* replace (bucket.key as key)
      from (${text}) record
      asof join (select unnest(from_json($buckets, '[{"key":"VARCHAR","fromMs":"BIGINT"}]'), recursive := true)) bucket on record.happened >= bucket.fromMs`,
    values: { ...values, buckets: JSON.stringify(grouping.buckets) },
  };
}

function isWord(grouping: Grouping): grouping is { by: Exclude<GroupName, Stretch> } {
  return grouping.by !== "all" && grouping.by !== "split" && grouping.by !== "time";
}
