import { Command, Option } from "commander";
import { exponentOf } from "#base/money.ts";
import type { Figure, MetricName, MetricsAnswer } from "#insights/contract.ts";
import { connect } from "./client.ts";
import { print, table } from "./print.ts";

type Options = { from?: string; to?: string; pipeline?: string; by?: string; workspace?: string; json?: boolean };

const titles: Record<MetricName, string> = {
  leadsGenerated: "Leads generated",
  conversionRate: "Conversion rate",
  averageDealSize: "Average deal size",
  salesCycle: "Sales cycle",
};

export function reportCommand(): Command {
  const metrics = new Command("metrics")
    .description("leads generated, conversion rate, average deal size, sales cycle, beside the period before")
    .option("--from <day>", "first day; 30 days ago if left out")
    .option("--to <day>", "last day; today if left out")
    .option("--pipeline <id>", "of one pipeline")
    .addOption(new Option("--by <group>", "also by").choices(["owner", "source", "day", "week", "month"]))
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON")
    .action(async ({ from, to, pipeline, by, workspace, json }: Options) => {
      const answer = await connect(workspace).get<MetricsAnswer>("/api/insights/metrics", { from, to, pipelineId: pipeline, by });
      const groups = [{ key: "", metrics: answer.metrics }, ...(answer.groups ?? [])];
      const rows = groups.flatMap(({ key, metrics: figures }) =>
        (Object.keys(titles) as MetricName[]).map((name) => [
          key,
          titles[name],
          word(figures[name], figures[name].value),
          `n ${figures[name].n}`,
          before(figures[name]),
        ]),
      );
      print(json, answer, [`${answer.metrics.leadsGenerated.from} to ${answer.metrics.leadsGenerated.to}`, ...table(rows)]);
    });
  return new Command("report").description("the numbers").addCommand(metrics);
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
