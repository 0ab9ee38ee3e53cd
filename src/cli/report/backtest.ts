import { Command } from "commander";
import type { BacktestAnswer } from "#insights/forecast/contract.ts";
import { table } from "../print.ts";
import { wholeMoney } from "./words.ts";
import { byOption, withReportOptions, type Days, type ReportOptions } from "./options.ts";
import { backtestInFull } from "./in-full-forecast.ts";
import { tell } from "./tell.ts";

const titles = { month: "one month", restOfQuarter: "rest of the quarter", nextQuarter: "next three months" };

const days: Days = { own: "past forecasts have days of their own" };

export function backtestReport(): Command {
  const command = new Command("backtest").description("how forecasts from past days, made with what was known then, did");
  return withReportOptions(command.addOption(byOption()), days).action((options: ReportOptions) =>
    tell<BacktestAnswer>(options, {
      path: "/api/insights/backtest",
      days,
      held: ({ origins }) => origins.length,
      lines,
      inFull: backtestInFull,
    }),
  );
}

function lines({ records, origins, currency }: BacktestAnswer): string[] {
  const money = (value: number | null) => (value === null ? "" : wholeMoney(value, currency));
  return [
    ...(records.length === 0 ? ["Too early: no past forecast's days are over."] : []),
    ...records.map(
      ({ kind, n, held, band, wape, naiveWape, gain }) =>
        `${titles[kind]}: 80 % ranges held ${held} of the last ${n} times (${band.least} to ${band.most} would keep their word); off by ${share(wape)}, "as much as last time" by ${share(naiveWape)}${gain !== null && gain < 0 ? " — the naive one is better" : ""}`,
    ),
    ...table(
      origins.map(({ kind, day, figure, actual }) => [
        day,
        titles[kind],
        money(figure.value),
        `${money(figure.low)} to ${money(figure.high)}`,
        actual === null ? "not over" : `came ${money(actual)}`,
      ]),
    ),
  ];
}

function share(value: number | null): string {
  return value === null ? "–" : `${(value * 100).toFixed(1)} %`;
}
