import { metrics, wallMs } from "./metrics.ts";
import type { GroupName, MetricName } from "./contract.ts";
import type { Bucket, Stretch } from "./period.ts";
import { dealConditions, equal, openSql, type Bind, type Values } from "./deal-conditions.ts";
import type { Factor, Scope } from "./scope.ts";

/** How records are told apart: `split` into those before one instant (key `before`) and those from another one on (key empty), by owner or source, by a stretch of time. */
export type Grouping =
  | { by: "all" }
  | { by: "split"; untilMs: number; fromMs: number }
  | { by: Exclude<GroupName, Stretch> }
  | { by: "time"; buckets: readonly Bucket[] };

/** An age in minutes in the steps that ages are followed in: of one in the first three hours, of an hour in the first three days, then of a day of `perDay` minutes. */
export function ageSteps(minutes: string, perDay = 1440): string {
  return `case when ${minutes} < 180 then ${minutes} when ${minutes} < ${3 * perDay} then ${minutes} - ${minutes} % 60 else ${minutes} - ${minutes} % ${perDay} end`;
}

/** The minutes between two columns; by way of a double, which divides faster than whole numbers. */
export function minutesBetween(from: string, to: string): string {
  return `floor(${wallMs(`(${to}) - ${from}`)}::double / 60000)::integer`;
}

/**
 * The records of a metric as a query with the columns id, happened (epoch ms), part, outcome, whole, age (minutes, in steps; conversion only) and `key`, the
 * group. Leads have no pipeline, owner, category and value of their own: they take those of the contact's first deal; people without any deal
 * belong to every pipeline.
 */
export function recordsSql(metric: MetricName, scope: Scope, by?: Key): Query {
  const { grain, at, where, part, whole, shape, needsRate } = metrics[metric];
  const { values, bind, inPeriod } = openRecords(metric, scope);
  if (grain === "contact") return { text: leadsSql([...inPeriod, `(${where})`], at, part, scope, by, bind), values };

  const deals = dealsSql([...inPeriod, `(${where})`], needsRate, scope.factors, by, bind);
  const key = keyOf(by);
  if (shape === "incidence") {
    values["seen"] = scope.seenMs;
    const text = `
      select id, happened, part, outcome, ${ageSteps("minutes")} as age, key
      from (
        select id, ${at} as happened, ${part} as part, outcome, ${minutesBetween("begun_at", "coalesce(closed_at, greatest(begun_at, $seen))")} as minutes, ${key} as key
        from ${deals}
      )`;
    return { text, values };
  }
  return {
    text: `select id, ${at} as happened, ${part} as part, ${whole} as whole, outcome, null::integer as age, ${key} as key from ${deals}`,
    values,
  };
}

/**
 * What sums need of several metrics that look at the same rows by the same instant, in one reading: happened, `key`, and of the i-th metric `of_i` (whether the
 * row is a record of it), `part_i` and `whole_i`. Whole numbers, so that the order in which they are added changes no digit.
 */
function partsSql(names: readonly [MetricName, ...MetricName[]], scope: Scope, by?: Key): Query {
  const [first] = names;
  if (metrics[first].grain === "contact") {
    const { text, values } = recordsSql(first, scope, by);
    return { text: `select happened, key, true as of_0, part::bigint as part_0, whole::bigint as whole_0 from (${text})`, values };
  }
  const { values, bind, inPeriod } = openRecords(first, scope);
  const own = names.map((name) => metrics[name]);
  const deals = dealsSql(
    [...inPeriod, `(${own.map(({ where }) => `(${where})`).join(" or ")})`],
    own.some(({ needsRate }) => needsRate),
    scope.factors,
    by,
    bind,
  );
  const columns = own.flatMap(({ where, part, whole }, at) => [
    `(${where}) as of_${at}`,
    `case when ${where} then (${part})::bigint end as part_${at}`,
    `case when ${where} then (${whole})::bigint end as whole_${at}`,
  ]);
  return { text: `select ${metrics[first].at} as happened, ${keyOf(by)} as key, ${columns.join(", ")} from ${deals}`, values };
}

type Key = Exclude<GroupName, Stretch>;
type Query = { text: string; values: Values };

/** What every question for a metric's records binds, and the conditions that its period means; of deals also the scope's filters, leads have their own. */
function openRecords(metric: MetricName, scope: Scope): { values: Values; bind: Bind; inPeriod: string[] } {
  const { grain, at, shape } = metrics[metric];
  const { values, bind, chosen } = openSql(grain === "deal" ? scope : { ...scope, pipelineId: undefined, where: {} });
  const stands = "(closed_at is null or closed_at >= $to)";
  const since = shape === "velocity" ? stands : `${at} >= ${bind("from", scope.fromMs)}`;
  return { values, bind, inPeriod: [chosen, `${at} < ${bind("to", scope.toMs)}`, since] };
}

/** Deals under conditions; with their country where grouped by it, with the rate of the day they closed where money is asked for. */
function dealsSql(conditions: readonly string[], needsRate: boolean, factors: readonly Factor[], by: Key | undefined, bind: Bind): string {
  const where = conditions.join(" and ");
  const deals =
    by === "country"
      ? `(select deal.*, who.country from deal left join (select id, country from contact where workspace_id = $workspace::uuid) who on who.id = deal.contact_id)`
      : "deal";
  return needsRate ? withFactor(`(select * from ${deals} where ${where})`, factors, bind) : `${deals} where ${where}`;
}

function keyOf(by: Key | undefined): string {
  return by === undefined ? "''" : dealKeys[by];
}

const dealKeys: Record<Key, string> = {
  owner: "coalesce(owner_id, 'none')",
  source: "coalesce(touch_source, 'none')",
  category: "coalesce(category, 'none')",
  country: "coalesce(country, 'none')",
  customers: "case when is_repeat then 'returning' else 'new' end",
};

function leadsSql(own: string[], at: string, part: string, scope: Scope, by: Key | undefined, bind: Bind): string {
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

/** The records of a metric with a column `key` that says which group each belongs to. */
export function groupedSql(metric: MetricName, scope: Scope, grouping: Grouping): Query {
  return keyed(recordsSql(metric, scope, wordOf(grouping)), grouping);
}

/** `partsSql` with a column `key` that says which group each row belongs to. */
export function groupedPartsSql(names: readonly [MetricName, ...MetricName[]], scope: Scope, grouping: Grouping): Query {
  return keyed(partsSql(names, scope, wordOf(grouping)), grouping);
}

function keyed({ text, values }: Query, grouping: Grouping): Query {
  if (grouping.by === "split")
    return {
      text: `select * replace (case when happened < $split then 'before' else '' end as key) from (${text}) where happened < $until or happened >= $split`,
      values: { ...values, until: grouping.untilMs, split: grouping.fromMs },
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

function wordOf(grouping: Grouping): Key | undefined {
  return grouping.by === "all" || grouping.by === "split" || grouping.by === "time" ? undefined : grouping.by;
}
