import { readFileSync } from "node:fs";
import path from "node:path";
import type { Duck } from "#base/duck.ts";
import { listPipelines } from "#pipelines/queries.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { conversion } from "#stats/survival/conversion.ts";
import type { Estimate, Question } from "../contract.ts";
import { dealConditions } from "../deal-conditions.ts";
import { tableOf, type AgeRow } from "../figures.ts";
import { minutesBetween, stepOfAge } from "../records-sql.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import type { BenchmarksAnswer } from "./contract.ts";

type Shipped = {
  key: string;
  unit: "share" | "usd";
  value: number;
  spread?: Record<string, number>;
  definition: { en: string; de: string };
  source: string;
  year: number;
  n: number | "unknown";
  grade: "A" | "B" | "C";
};
type File = { asOf: string; rows: Shipped[] };

/** Reference values of others. They stand beside one's own for orientation: nothing takes one for a target, and no loss is priced by one. */
const file = JSON.parse(readFileSync(path.join(import.meta.dirname, "../benchmarks.json"), "utf8")) as File;

const monthsUntilOld = 24;
const level = 0.8;
const fewest = 5;

/**
 * Which reference values we measure by the same denominator, and how. What is missing here is hidden: sessions, recipients of e-mails, salespeople and
 * firms are no denominators of ours. A journey has one cart, so carts are the journeys that came to the stage of the cart.
 */
const measured: Record<string, (duck: Duck, scope: Scope, carts: readonly string[]) => Promise<Estimate>> = { cartAbandonment };

/** Reference values beside one's own where both divide by the same. */
export async function askBenchmarks(
  asker: Asker,
  { language, ...question }: Question & { language: "en" | "de" },
): Promise<BenchmarksAnswer> {
  const pipelines = await asker.db.inWorkspace(asker.workspaceId, (tx) => listPipelines(tx));
  // who uses another pipeline, or has renamed the cart away, has no stage of carts
  const carts = pipelines
    .filter(({ template, stages }) => template === "online-shop" && stages.some(({ id }) => id === cartStage))
    .map(({ id }) => id);
  return withScope(asker, question, async (duck, scope) => {
    const inScope = scope.pipelineId === undefined ? carts : carts.filter((id) => id === scope.pipelineId);
    const answer: BenchmarksAnswer = { asOf: file.asOf, old: isOld(file.asOf, scope.atMs), rows: [], hidden: [] };
    for (const { definition, n, spread = {}, ...row } of file.rows) {
      const own = inScope.length > 0 ? measured[row.key] : undefined;
      if (own)
        answer.rows.push({
          ...row,
          spread,
          definition: definition[language],
          n: n === "unknown" ? null : n,
          own: await own(duck, scope, inScope),
        });
      else answer.hidden.push({ key: row.key, definition: definition[language] });
    }
    return answer;
  });
}

/** Whether more than 24 months have gone since the values were put together. */
export function isOld(asOf: string, atMs: number): boolean {
  const [year, month] = asOf.split("-").map(Number) as [number, number];
  const at = new Date(atMs);
  return (at.getUTCFullYear() - year) * 12 + at.getUTCMonth() + 1 - month > monthsUntilOld;
}

const cartStage = "evaluation";

/** Of the journeys that first had a cart in the period, the share that did not order; open ones count while they were seen. */
async function cartAbandonment(duck: Duck, scope: Scope, pipelines: readonly string[]): Promise<Estimate> {
  const values: Record<string, string | number> = {
    workspace: scope.workspaceId,
    from: scope.fromMs,
    to: scope.toMs,
    seen: scope.seenMs,
    stage: cartStage,
    pipelines: JSON.stringify(pipelines),
  };
  const conditions = dealConditions(scope, (name, value) => {
    values[name] = value;
    return `$${name}`;
  });
  const rows = await duck.rows<AgeRow>(
    `
      select ${stepOfAge} as age, outcome, count(*) as n
      from (
        select deal.outcome, ${minutesBetween("entered_at", "greatest(entered_at, coalesce(closed_at, $seen))")} as minutes
        from visit
        join (select * from deal where ${["workspace_id = $workspace::uuid", ...conditions].join(" and ")}) deal on deal.id = visit.deal_id
        where visit.workspace_id = $workspace::uuid and visit.stage_id = $stage and first_time and not found
          and visit.pipeline_id::varchar in (select unnest(from_json($pipelines, '["VARCHAR"]'))) and entered_at >= $from and entered_at < $to
      )
      group by all
      order by age
    `,
    values,
  );
  const count = (outcome?: string) => rows.reduce((sum, row) => (outcome === undefined || row.outcome === outcome ? sum + row.n : sum), 0);
  const { share, effective, outcomes } = conversion(tableOf(rows));
  const speaks = outcomes >= fewest;
  const range = speaks ? wilson(1 - share, effective, level) : { low: null, high: null };
  return {
    value: speaks ? 1 - share : null,
    ...range,
    level: speaks ? level : null,
    n: count(),
    undecided: count("open"),
    unit: "share",
    method: "1 − cumulative incidence of an order (Aalen–Johansen); one cart a journey",
    from: scope.period.from,
    to: scope.period.to,
  };
}
