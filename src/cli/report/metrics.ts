import { Command, Option } from "commander";
import type { Catalogue, Figure, GroupName, MetricsAnswer } from "#insights/contract.ts";
import { print, table } from "../print.ts";
import { metricsInFull } from "./in-full.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";
import { wordOf } from "./words.ts";

const groups: GroupName[] = ["owner", "source", "category", "country", "customers", "day", "week", "month", "quarter"];

export function metricsReport(): Command {
  const command = new Command("metrics")
    .description("leads generated, conversion rate, average deal size, sales cycle, sales velocity and win rates, beside the period before")
    .addOption(new Option("--by <group>", "also by").choices(groups));
  return withReportOptions(command).action(async (options: ReportOptions) => {
    const { client, query } = await askOf(options);
    const answer = await client.get<MetricsAnswer>("/api/insights/metrics", query);
    const { metrics: words } = await client.get<Catalogue>("/api/insights/catalogue");
    const all = [{ key: "", metrics: answer.metrics }, ...(answer.groups ?? [])];
    const rows = all.flatMap(({ key, metrics: figures }) =>
      words.map(({ name, title }) => {
        const figure = figures[name];
        return [
          key,
          title,
          wordOf(figure.value, figure.unit, figure.currency),
          rangeOf(figure),
          `n ${figure.n}`,
          besideOf(figure),
          before(figure),
        ];
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
  const { low, high, unit, currency } = figure;
  return low === null || high === null ? "" : `${wordOf(low, unit, currency)} – ${wordOf(high, unit, currency)}`;
}

/** What it must be read with: still open deals, the median, what other tools would say. */
function besideOf(figure: Figure): string {
  const { undecided, median, beside, unit, currency } = figure;
  return [
    undecided > 0 ? `${undecided} still open` : "",
    typeof median === "number" ? `median ${wordOf(median, unit, currency)}` : "",
    ...beside.map((other) => `${besides[other.name]} ${wordOf(other.value, other.unit, currency)}`),
  ]
    .filter(Boolean)
    .join(", ");
}

function before(figure: Figure): string {
  if (!figure.previous) return "";
  const means = figure.change && (figure.change.meaningful ? " (more than chance)" : " (may be chance)");
  return `before: ${wordOf(figure.previous.value, figure.unit, figure.currency)}${means ?? ""}`;
}
