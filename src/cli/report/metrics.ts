import { Command, Option } from "commander";
import { exponentOf } from "#base/money.ts";
import type { Catalogue, Figure, GroupName, MetricsAnswer } from "#insights/contract.ts";
import { print, table } from "../print.ts";
import { metricsInFull } from "./in-full.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";

const groups: GroupName[] = ["owner", "source", "category", "country", "customers", "day", "week", "month", "quarter"];

export function metricsReport(): Command {
  const command = new Command("metrics")
    .description("leads generated, conversion rate, average deal size, sales cycle, beside the period before")
    .addOption(new Option("--by <group>", "also by").choices(groups));
  return withReportOptions(command).action(async (options: ReportOptions) => {
    const { client, query } = await askOf(options);
    const answer = await client.get<MetricsAnswer>("/api/insights/metrics", query);
    const { metrics: words } = await client.get<Catalogue>("/api/insights/catalogue");
    const all = [{ key: "", metrics: answer.metrics }, ...(answer.groups ?? [])];
    const rows = all.flatMap(({ key, metrics: figures }) =>
      words.map(({ name, title }) => {
        const figure = figures[name];
        return [key, title, word(figure, figure.value), rangeOf(figure), `n ${figure.n}`, besideOf(figure), before(figure)];
      }),
    );
    print(options.json, metricsInFull(answer), [
      `${answer.metrics.leadsGenerated.from} to ${answer.metrics.leadsGenerated.to}`,
      ...table(rows),
    ]);
  });
}

const besides: Record<Figure["beside"][number]["name"], string> = {
  wonOfAll: "won ÷ all",
  wonOfDecided: "won ÷ decided",
  medianToClose: "median time to close",
  reallyWon: "really won a day",
  winRateByValue: "by value",
  unshrunk: "unshrunk",
};

function rangeOf(figure: Figure): string {
  return figure.low === null || figure.high === null ? "" : `${word(figure, figure.low)} – ${word(figure, figure.high)}`;
}

/** What it must be read with: still open deals, the median, what other tools would say. */
function besideOf(figure: Figure): string {
  const { undecided, median, beside, currency } = figure;
  return [
    undecided > 0 ? `${undecided} still open` : "",
    typeof median === "number" ? `median ${word(figure, median)}` : "",
    ...beside.map(({ name, value, unit }) => `${besides[name]} ${word({ unit, ...(currency && { currency }) }, value)}`),
  ]
    .filter(Boolean)
    .join(", ");
}

function before(figure: Figure): string {
  if (!figure.previous) return "";
  const means = figure.change && (figure.change.meaningful ? " (more than chance)" : " (may be chance)");
  return `before: ${word(figure, figure.previous.value)}${means ?? ""}`;
}

function word({ unit, currency }: Pick<Figure, "unit" | "currency">, value: number | null): string {
  if (value === null) return "too early";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit.startsWith("money") && currency)
    return (
      new Intl.NumberFormat("en", { style: "currency", currency }).format(value / 10 ** exponentOf(currency)) +
      (unit === "money" ? "" : " a day")
    );
  return unit === "days" ? `${value.toFixed(1)} days` : String(value);
}
