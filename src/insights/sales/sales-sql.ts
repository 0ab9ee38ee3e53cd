import type { Scope } from "../scope.ts";
import { dealRows, type Sql } from "../trends/rows-sql.ts";
import { offsetsOf } from "../offsets.ts";
import type { SaleGroup } from "./contract.ts";

const keys: Record<SaleGroup | "cell", string> = {
  category: "category",
  source: "source",
  country: "country",
  customers: "customers",
  owner: "coalesce(owner, 'none')",
  weekday: "weekday::varchar",
  hour: "hour::varchar",
  cell: "weekday || '-' || hour",
};

/** The deals won of a scope with `key`, the group each belongs to. Weekdays and hours are those of the workspace's clocks, which change with daylight saving. */
export function saleRows(scope: Scope, by: SaleGroup | "cell"): Sql {
  const { text, values } = dealRows(scope, { at: "closed_at", where: "outcome = 'won'" });
  if (by !== "weekday" && by !== "hour" && by !== "cell")
    return { text: `select id, happened, value, outcome, ${keys[by]} as key from (${text})`, values };
  return {
    text: `
      select id, happened, value, outcome, ${keys[by]} as key
      from (
        select record.*, (1 + (((happened + offsetMs) // 86400000 + 3) % 7 + 7) % 7)::integer as weekday, (((happened + offsetMs) // 3600000) % 24 + 24)::integer % 24 as hour
        from (${text}) record
        asof join (select unnest(from_json($offsets, '[{"fromMs":"BIGINT","offsetMs":"BIGINT"}]'), recursive := true)) clock on record.happened >= clock.fromMs
      )`,
    values: { ...values, offsets: JSON.stringify(offsetsOf(scope.timeZone, scope.fromMs, scope.toMs)) },
  };
}
