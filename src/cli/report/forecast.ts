import { Command, Option } from "commander";
import type { Estimate } from "#insights/contract.ts";
import type { ForecastAnswer, ForecastGroup, HorizonName } from "#insights/forecast/contract.ts";
import { print, table } from "../print.ts";
import { forecastInFull } from "./in-full-forecast.ts";
import { wholeMoney } from "./words.ts";
import { askOf, withReportOptions, type Days, type ReportOptions } from "./options.ts";

const horizons: HorizonName[] = ["month", "quarter", "90d", "12m", "nextMonth", "nextQuarter"];
const groups: ForecastGroup[] = ["owner", "source", "pipeline"];

const days: Days = { own: "a forecast goes as far as --horizon or --until says" };

type Options = ReportOptions & { horizon: HorizonName; until?: string; level: string };

export function forecastReport(): Command {
  const command = new Command("forecast")
    .description("what is likely to be won: middle, range, what it is made of, and how earlier forecasts did")
    .addOption(new Option("--horizon <stretch>", "of which days").choices(horizons).default("quarter"))
    .option("--until <day>", "in place of a horizon: from the next day on until this one")
    .addOption(new Option("--level <share>", "of the range").choices(["0.5", "0.8", "0.95"]).default("0.8"))
    .addOption(new Option("--by <group>", "also by").choices(groups));
  return withReportOptions(command, days).action(async (options: Options) => {
    const { client, query } = await askOf(options, days);
    const { horizon, until, level } = options;
    const answer = await client.get<ForecastAnswer>("/api/insights/forecast", { ...query, horizon, until, level });
    print(options.json, forecastInFull(answer), lines(answer));
  });
}

function lines(answer: ForecastAnswer): string[] {
  const { figure, split, dots, target, record, currency } = answer;
  const money = (value: number) => wholeMoney(value, currency);
  if (answer.state === "tooEarly")
    return [
      `${answer.from} to ${answer.to}`,
      `Too early to say: ${answer.months} full months and ${answer.wins} sales so far (3 months and 5 sales are needed).`,
      `Won so far: ${money(split.won.value ?? 0)}`,
      weightedLine(answer.weighted, money),
    ];
  return [
    `${answer.from} to ${answer.to}`,
    figure.low === null
      ? `About ${money(figure.value!)}; too early for a range (${answer.months} full months).`
      : `Likely ${money(figure.low)} to ${money(figure.high!)} (${Math.round(figure.level! * 100)} times in 100); middle ${money(figure.value!)}`,
    ...(target?.reached == null
      ? []
      : [`Target ${money(target.amountMinor)}: reached in ${target.reached} of ${dots.length} equally likely outcomes`]),
    ...table([
      ["won so far", word(split.won, money), `n ${split.won.n}`],
      ["open deals", word(split.open, money), `n ${split.open.n}`],
      ["returning customers", word(split.returning, money), `n ${split.returning.n}`],
      ["deals not born yet", word(split.fresh, money), ""],
      ...(answer.groups ?? []).map(({ key, figure: own }) => [key, word(own, money), `n ${own.n}`]),
    ]),
    weightedLine(answer.weighted, money),
    ...(record
      ? [
          `Earlier: 80 % ranges held ${record.held} of the last ${record.n} times${record.wape === null ? "" : `; off by ${(record.wape * 100).toFixed(1)} % on average`}${
            record.gain === null
              ? ""
              : record.gain >= 0
                ? `, ${(record.gain * 100).toFixed(0)} % less than "as much as last time"`
                : ` — "as much as last time" did better`
          }`,
        ]
      : []),
  ];
}

function weightedLine({ value, n, leftOut }: ForecastAnswer["weighted"], money: (value: number) => string): string {
  const left = `${leftOut.withoutValue} without a value and ${leftOut.tooEarly} in stages with too few outcomes are left out`;
  return `Weighted pipeline: ${value === null ? "too early" : money(value)} of ${n} open deals (${left}). It knows no time: no forecast, and deals that have lain for long count like fresh ones.`;
}

function word({ value, low, high }: Estimate, money: (value: number) => string): string {
  if (value === null) return "too early";
  return low === null ? money(value) : `${money(value)} (${money(low)} to ${money(high!)})`;
}
