import { Command, Option } from "commander";
import type { SaleGroup, SaleRow, SalesAnswer } from "#insights/sales/contract.ts";
import { print, table } from "../print.ts";
import { salesInFull } from "./in-full-changes.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";
import { wordOf } from "./words.ts";

const groups: SaleGroup[] = ["category", "source", "country", "weekday", "hour", "customers", "owner"];
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function salesReport(): Command {
  const command = new Command("sales")
    .description("deals won by one dimension, beside the period before")
    .addOption(new Option("--by <dimension>", "told apart by").choices(groups).default("category"));
  return withReportOptions(command).action(async (options: ReportOptions) => {
    const { client, query } = await askOf(options);
    const answer = await client.get<SalesAnswer>("/api/insights/sales", query);
    const head = [answer.by, "sales", "revenue", "share", "average", "change"];
    const rows = answer.rows.map((row) => lineOf(answer.by === "weekday" ? weekdays[Number(row.key) - 1]! : row.key, row));
    print(options.json, salesInFull(answer), [`${answer.from} to ${answer.to}`, ...table([head, ...rows, lineOf("all", answer.total)])]);
  });
}

function lineOf(name: string, { sales, revenue, share, average, change }: Omit<SaleRow, "key">): string[] {
  const { currency } = revenue;
  const verdict =
    change === null
      ? ""
      : `${change.value > 0 ? "+" : ""}${wordOf(change.value, "money", currency)}${change.meaningful ? ", more than chance" : ", within chance"}`;
  return [
    name,
    String(sales.value),
    wordOf(revenue.value, "money", currency),
    share.value === null ? "" : wordOf(share.value, "share"),
    wordOf(average.value, "money", currency),
    verdict,
  ];
}
