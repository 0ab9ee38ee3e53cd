import { Command, Option } from "commander";
import { exponentOf } from "#base/money.ts";
import type { Figure, GroupName, MetricName, MetricsAnswer } from "#insights/contract.ts";
import { print, table } from "../print.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";

const groups: GroupName[] = ["owner", "source", "category", "country", "customers", "day", "week", "month", "quarter"];

const titles: Record<MetricName, string> = {
  leadsGenerated: "Leads generated",
  conversionRate: "Conversion rate",
  averageDealSize: "Average deal size",
  salesCycle: "Sales cycle",
};

export function metricsReport(): Command {
  const command = new Command("metrics")
    .description("leads generated, conversion rate, average deal size, sales cycle, beside the period before")
    .addOption(new Option("--by <group>", "also by").choices(groups));
  return withReportOptions(command).action(async (options: ReportOptions) => {
    const { client, query } = await askOf(options);
    const answer = await client.get<MetricsAnswer>("/api/insights/metrics", query);
    const all = [{ key: "", metrics: answer.metrics }, ...(answer.groups ?? [])];
    const rows = all.flatMap(({ key, metrics: figures }) =>
      (Object.keys(titles) as MetricName[]).map((name) => [
        key,
        titles[name],
        word(figures[name], figures[name].value),
        `n ${figures[name].n}`,
        before(figures[name]),
      ]),
    );
    print(options.json, answer, [`${answer.metrics.leadsGenerated.from} to ${answer.metrics.leadsGenerated.to}`, ...table(rows)]);
  });
}

function before(figure: Figure): string {
  return figure.previous ? `before: ${word(figure, figure.previous.value)}` : "";
}

function word({ unit, currency }: Figure, value: number | null): string {
  if (value === null) return "too early";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit === "money" && currency)
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(value / 10 ** exponentOf(currency));
  return unit === "days" ? `${value.toFixed(1)} days` : String(value);
}
