import type { MetricName } from "./contract.ts";
import type { Duck } from "#base/duck.ts";
import { measure } from "./figures.ts";
import { metrics } from "./metrics.ts";
import { readFigures } from "./read-figures.ts";
import { recordsSql } from "./records-sql.ts";
import type { Scope } from "./scope.ts";

export type FoundRecord = { kind: "deal" | "contact"; id: string; at: number; value: number; outcome: string | null };

/** A page of the records behind a figure, newest first; their values add up to `sum`, and `sum ÷ whole` is the figure (for counts `sum`). */
export async function readRecords(
  duck: Duck,
  metric: MetricName,
  scope: Scope,
  page: { offset: number; limit: number; after?: { at: number; id: string } },
): Promise<{ total: number; sum: number; whole: number; records: FoundRecord[] }> {
  const { grain, per, shape } = metrics[metric];
  const whole = (await measure(duck, [metric], scope, { by: "all" }))[metric].get("");
  // each open deal stands for as much of the velocity as any other
  const each =
    shape === "velocity"
      ? ((await readFigures(duck, scope, { ...scope.period, soFar: false }))[metric].value ?? 0) / Math.max(1, whole?.n ?? 0)
      : 1;
  const { text, values } = recordsSql(metric, scope);
  const rows = await duck.rows<{ id: string; happened: number; part: number; outcome: string | null; age: number | null }>(
    `select id::varchar as id, happened, part::double as part, outcome, age from (${text}) where part is not null ${page.after ? "and (happened, id) < ($afterAt, $afterId::uuid)" : ""} order by happened desc, id desc limit $limit offset $offset`,
    { ...values, limit: page.limit, offset: page.offset, ...(page.after && { afterAt: page.after.at, afterId: page.after.id }) },
  );
  const weigh = (row: (typeof rows)[number]) => (row.outcome === "won" ? (whole?.conversion?.weights.get(row.age!) ?? 0) : 0);
  return {
    total: whole?.n ?? 0,
    sum: (whole?.sum ?? 0) * each,
    whole: whole?.whole ?? 0,
    records: rows.map((row) => ({
      kind: grain,
      id: row.id,
      at: row.happened,
      value: shape === "incidence" ? weigh(row) : (row.part / per) * each,
      outcome: row.outcome,
    })),
  };
}
