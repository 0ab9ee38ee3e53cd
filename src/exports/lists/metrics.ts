import { exponentOf } from "#base/money.ts";
import type { Database } from "#base/postgres/database.ts";
import { askMetrics, type Asker } from "#insights/ask.ts";
import { metricNames, type Figure, type GroupName, type MetricName, type Question } from "#insights/contract.ts";
import { metrics } from "#insights/metrics.ts";
import { listMembers } from "#workspaces/queries.ts";
import type { Column, List, Manner } from "./columns.ts";
import { wordOf } from "./words.ts";

type Row = { group: string | null; metric: MetricName; figure: Figure };

/** The figures of a period and, where asked, of each of its groups: a row a figure. Money stands in whole units of its currency. */
export function metricsList(asker: Asker, question: Question & { by?: GroupName }, { language }: Manner): List<Row> {
  const value = (of: (figure: Figure) => number | null | undefined) => (row: Row) => scaled(row.figure, of(row.figure) ?? null);
  const columns: Column<Row>[] = [
    { head: "group", kind: "text", of: (row) => row.group },
    { head: "metric", kind: "text", of: (row) => metrics[row.metric].words[language].title },
    { head: "from", kind: "day", of: (row) => row.figure.from },
    { head: "to", kind: "day", of: (row) => row.figure.to },
    { head: "value", kind: "number", of: value((figure) => figure.value) },
    { head: "unit", kind: "text", of: (row) => wordOf(row.figure.unit, language) },
    { head: "currency", kind: "text", of: (row) => row.figure.currency ?? null },
    { head: "records", kind: "number", of: (row) => row.figure.n },
    { head: "undecided", kind: "number", of: (row) => row.figure.undecided ?? null },
    { head: "median", kind: "number", of: value((figure) => figure.median) },
    { head: "low", kind: "number", of: value((figure) => figure.low) },
    { head: "high", kind: "number", of: value((figure) => figure.high) },
    { head: "before", kind: "number", of: value((figure) => figure.previous?.value) },
    { head: "beforeRecords", kind: "number", of: (row) => row.figure.previous?.n ?? null },
  ];
  async function* pages(): AsyncGenerator<Row[]> {
    const answer = await askMetrics(asker, question);
    const names = question.by === "owner" ? await namesOf(asker.db, asker.workspaceId) : undefined;
    const all = metricNames.map((metric) => ({ group: null, metric, figure: answer.metrics[metric] }));
    const groups = (answer.groups ?? []).flatMap(({ key, metrics: figures }) =>
      metricNames.map((metric) => ({ group: names?.get(key) ?? key, metric, figure: figures[metric] })),
    );
    yield [...all, ...groups];
  }
  return { name: "metrics", columns, pages: pages() };
}

function scaled({ unit, currency }: Figure, value: number | null): number | null {
  return value !== null && unit.startsWith("money") && currency ? Math.round(value) / 10 ** exponentOf(currency) : value;
}

async function namesOf(db: Database, workspaceId: string): Promise<Map<string, string>> {
  const members = await db.inWorkspace(workspaceId, listMembers);
  return new Map(members.map(({ userId, name }) => [userId, name]));
}
