import { readFileSync } from "node:fs";
import path from "node:path";
import type { Duck } from "#base/duck.ts";
import { listPipelines } from "#pipelines/queries.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { conversion } from "#stats/survival/conversion.ts";
import type { Estimate, Question, RecordsPage } from "../contract.ts";
import { openSql } from "../deal-conditions.ts";
import { tableOf, type AgeRow } from "../figures.ts";
import { ageSteps, minutesBetween } from "../records-sql.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import type { BenchmarksAnswer } from "./contract.ts";
import { askPage, type Page } from "./records.ts";
import type { Sql } from "./rows-sql.ts";

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

/** Pipelines with a stage of carts; who uses another template, or has renamed the cart away, has none. */
async function listCartPipelines({ db, workspaceId }: Asker): Promise<string[]> {
  const pipelines = await db.inWorkspace(workspaceId, (tx) => listPipelines(tx));
  return pipelines
    .filter(({ template, stages }) => template === "online-shop" && stages.some(({ id }) => id === cartStage))
    .map(({ id }) => id);
}

/** The journeys with a cart behind one's own share of carts without an order; part is 1 where the journey was lost. */
export async function askCartRecords(asker: Asker, { offset, limit, ...question }: Question & Page): Promise<RecordsPage> {
  const carts = await listCartPipelines(asker);
  return askPage(asker, question, "deal", false, { offset, limit }, (scope) => {
    const { text, values } = cartRows(scope, cartsIn(scope, carts));
    return { text: `select id, happened, (outcome = 'lost')::integer as part, outcome from (${text})`, values };
  });
}

function cartsIn({ pipelineId }: Scope, carts: readonly string[]): readonly string[] {
  return pipelineId === undefined ? carts : carts.filter((id) => id === pipelineId);
}

/** Reference values beside one's own where both divide by the same. */
export async function askBenchmarks(
  asker: Asker,
  { language, ...question }: Question & { language: "en" | "de" },
): Promise<BenchmarksAnswer> {
  const carts = await listCartPipelines(asker);
  return withScope(asker, question, async (duck, scope) => {
    const inScope = cartsIn(scope, carts);
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

/** The journeys that first had a cart in the period: id, happened, outcome, and the minutes until they closed or were last seen. */
function cartRows(scope: Scope, pipelines: readonly string[]): Sql {
  const { values, chosen } = openSql(scope);
  Object.assign(values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs, stage: cartStage, pipelines: JSON.stringify(pipelines) });
  return {
    text: `
      select deal.id, entered_at as happened, deal.outcome, ${minutesBetween("entered_at", "greatest(entered_at, coalesce(closed_at, $seen))")} as minutes
      from visit
      join (select * from deal where ${chosen}) deal on deal.id = visit.deal_id
      where visit.workspace_id = $workspace::uuid and visit.stage_id = $stage and first_time and not found
        and visit.pipeline_id::varchar in (select unnest(from_json($pipelines, '["VARCHAR"]'))) and entered_at >= $from and entered_at < $to`,
    values,
  };
}

/** Of the journeys that first had a cart in the period, the share that did not order; open ones count while they were seen. */
async function cartAbandonment(duck: Duck, scope: Scope, pipelines: readonly string[]): Promise<Estimate> {
  const { text, values } = cartRows(scope, pipelines);
  const rows = await duck.rows<AgeRow>(
    `select ${ageSteps("minutes")} as age, outcome, count(*) as n from (${text}) group by all order by age`,
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
