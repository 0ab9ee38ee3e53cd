import { askRecords, type Asker } from "#insights/ask.ts";
import type { MetricName, Question, RecordsAnswer } from "#insights/contract.ts";
import { metrics, type Metric } from "#insights/metrics.ts";
import { limits } from "#base/limits.ts";
import type { Column, List, Manner } from "./columns.ts";
import { wordOfCode } from "./words.ts";

type Row = RecordsAnswer["records"][number];

/** The records behind a figure of Insights, the newest first: their values add up to it. */
export function recordsList(asker: Asker, question: Question & { metric: MetricName }, { language }: Manner): List<Row> {
  const { metric } = question;
  const part: Record<Metric["unit"], Column<Row>> = {
    count: { head: "value", kind: "number", of: (row) => row.value },
    share: { head: "share", kind: "number", of: (row) => row.value },
    days: { head: "days", kind: "number", of: (row) => row.value },
    "money per day": { head: "value", kind: "money", of: ({ value, currency }) => ({ amountMinor: value, currency }) },
    money: { head: "value", kind: "money", of: ({ value, currency }) => ({ amountMinor: value, currency }) },
  };
  const columns: Column<Row>[] = [
    { head: metric === "leadsGenerated" ? "contact" : "deal", kind: "text", of: (row) => row.name },
    { head: "metric", kind: "text", of: () => metrics[metric].words[language].title },
    { head: "at", kind: "instant", of: (row) => Date.parse(row.at) },
    part[metrics[metric].unit],
    { head: "outcome", kind: "text", of: (row) => wordOfCode(row.outcome, language) },
    { head: metric === "leadsGenerated" ? "contactId" : "dealId", kind: "text", of: (row) => row.id },
  ];
  async function* pages(): AsyncGenerator<Row[]> {
    let after: { at: number; id: string } | undefined;
    for (let told = 0; told < limits.listRows;) {
      const { records } = await askRecords(asker, { ...question, offset: 0, limit: limits.recordsListPage, ...(after && { after }) });
      const last = records.at(-1);
      if (!last) return;
      yield records;
      told += records.length;
      after = { at: Date.parse(last.at), id: last.id };
    }
  }
  return { name: "records", columns, pages: pages() };
}
