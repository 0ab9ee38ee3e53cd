import { dayMs } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { listNames } from "../queries.ts";
import type { Filters, Question, RecordsPage } from "../contract.ts";
import { recordsSql } from "../records-sql.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import type { SegmentName, TrendName } from "./contract.ts";
import { arrivalRows, dealRows, type Sql } from "./rows-sql.ts";

export type Page = { offset: number; limit: number };
type Wanted = {
  metric: TrendName;
  stageId?: string | undefined;
  segmentBy?: SegmentName | undefined;
  segment?: string | undefined;
  horizonDays?: number | undefined;
};

/** The records behind a stretch of a series. */
export async function askTrendRecords(
  asker: Asker,
  { metric, stageId, segmentBy, segment, horizonDays = 36_600, offset, limit, ...question }: Question & Wanted & Page,
): Promise<RecordsPage> {
  const narrowed = segmentBy === undefined || segment === undefined ? question : { ...question, ...filterOf(segmentBy, segment) };
  return askPage(
    asker,
    narrowed,
    metric === "leads" ? "contact" : "deal",
    metric === "revenueWon" || metric === "averageDealSize",
    { offset, limit },
    (scope) => rowsOf(metric, scope, stageId, horizonDays * dayMs),
  );
}

function filterOf(by: SegmentName, value: string): Pick<Question, "pipelineId"> & Filters {
  return by === "pipeline" ? { pipelineId: value } : { [by]: value };
}

/** Rows with id, happened, part and outcome. */
function rowsOf(metric: TrendName, scope: Scope, stageId: string | undefined, horizonMs: number): Sql {
  const select = ({ text, values }: Sql, part: string, where = "true"): Sql => ({
    text: `select id, happened, ${part} as part, outcome from (${text}) where ${where}`,
    values,
  });
  const won = () => dealRows(scope, { at: "closed_at", where: "outcome = 'won'" });
  const begun = () => dealRows(scope, { at: "begun_at", where: "begun_at is not null and seen_from is null" });
  switch (metric) {
    case "leads":
      return select(recordsSql("leadsGenerated", scope), "1");
    case "dealsBegun":
      return select(begun(), "1");
    case "conversion":
      return select(begun(), `(outcome = 'won' and cycle <= ${horizonMs})::integer`);
    case "dealsWon":
      return select(won(), "1");
    case "revenueWon":
    case "averageDealSize":
      return select(won(), "value", "value is not null");
    case "winRate":
      return select(dealRows(scope, { at: "closed_at", where: "outcome <> 'open'" }), "(outcome = 'won')::integer");
    case "salesCycle":
      return select(won(), `cycle / ${dayMs}.0`, "cycle is not null");
    case "stageArrivals":
    case "stageConversion": {
      const { text, values } = arrivalRows(scope);
      const part = metric === "stageArrivals" ? "1" : `coalesce(passed <= ${horizonMs}, false)::integer`;
      return {
        text: `select id, happened, ${part} as part, case when passed is not null then 'passed' end as outcome from (${text}) where stage = $stage`,
        values: { ...values, stage: stageId ?? "" },
      };
    }
  }
}

/** A page of records, newest first, with number and sum of all of them. `Part`: with null where the part of a record may be unknown. */
export async function askPage<Part extends number | null = number>(
  asker: Asker,
  question: Question,
  kind: "deal" | "contact",
  isMoney: boolean,
  page: Page,
  rowsIn: (scope: Scope) => Sql,
): Promise<PageOf<Part>> {
  const { found, currency } = await withScope(asker, question, async (duck, scope) => ({
    found: await readPage<Part>(duck, rowsIn(scope), page),
    currency: scope.currency,
  }));
  const ids = found.rows.map(({ id }) => id);
  const names = await asker.db.inWorkspace(asker.workspaceId, (tx) => listNames(tx, kind, ids));
  return {
    total: found.total,
    sum: found.sum,
    records: found.rows.map(({ id, happened, part, outcome }) => ({
      kind,
      id,
      name: names.get(id) ?? null,
      at: new Date(happened).toISOString(),
      value: part,
      currency: isMoney ? currency : null,
      outcome,
    })),
  };
}

type PageOf<Part extends number | null> = Omit<RecordsPage, "records"> & {
  records: (Omit<RecordsPage["records"][number], "value"> & { value: Part })[];
};
type Row<Part extends number | null> = { id: string; happened: number; part: Part; outcome: string | null };

async function readPage<Part extends number | null>(
  duck: Duck,
  { text, values }: Sql,
  { offset, limit }: Page,
): Promise<{ total: number; sum: number; rows: Row<Part>[] }> {
  const [whole] = await duck.rows<{ total: number; sum: number }>(
    `select count(*) as total, coalesce(sum(part), 0)::double as sum from (${text})`,
    values,
  );
  const rows = await duck.rows<Row<Part>>(
    `select id::varchar as id, happened, part::double as part, outcome from (${text}) order by happened desc, id desc limit $limit offset $offset`,
    { ...values, limit, offset },
  );
  return { total: whole?.total ?? 0, sum: whole?.sum ?? 0, rows };
}
