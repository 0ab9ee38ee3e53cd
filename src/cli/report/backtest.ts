import { Command } from "commander";
import type { BacktestAnswer } from "#insights/forecast/contract.ts";
import { print, table } from "../print.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";
import { share, wholeMoney } from "./words.ts";

const titles = { month: "one month", restOfQuarter: "rest of the quarter", nextQuarter: "next three months" };

export function backtestReport(): Command {
  const command = new Command("backtest").description("how forecasts from past days, made with what was known then, did");
  return withReportOptions(command).action(async (options: ReportOptions) => {
    const { client, query } = await askOf(options);
    const answer = await client.get<BacktestAnswer>("/api/insights/backtest", { ...query, from: undefined, to: undefined, by: undefined });
    const money = (value: number | null) => (value === null ? "" : wholeMoney(value, answer.currency));
    print(options.json, answer, [
      ...(answer.records.length === 0 ? ["Too early: no past forecast's days are over."] : []),
      ...answer.records.map(
        ({ kind, n, held, band, wape, naiveWape, gain }) =>
          `${titles[kind]}: 80 % ranges held ${held} of the last ${n} times (${band.least} to ${band.most} would keep their word); off by ${miss(wape)}, "as much as last time" by ${miss(naiveWape)}${gain !== null && gain < 0 ? " — the naive one is better" : ""}`,
      ),
      ...table(
        answer.origins.map(({ kind, day, figure, actual }) => [
          day,
          titles[kind],
          money(figure.value),
          `${money(figure.low)} to ${money(figure.high)}`,
          actual === null ? "not over" : `came ${money(actual)}`,
        ]),
      ),
    ]);
  });
}

function miss(wape: number | null): string {
  return wape === null ? "–" : share(wape);
}
