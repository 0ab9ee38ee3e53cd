import { Command } from "commander";
import type { Estimate } from "#insights/contract.ts";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { print, table } from "../print.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";
import { wordOf } from "./words.ts";

export function repeatReport(): Command {
  const command = new Command("repeat")
    .description("customers who come back: repeat rate, next order, expected orders and value, who is slipping away")
    .option("--weeks <n>", "how far ahead", "52");
  return withReportOptions(command).action(async (options: ReportOptions & { weeks: string }) => {
    const { client, query } = await askOf(options);
    const answer = await client.get<CustomersAnswer>("/api/insights/customers", { ...query, weeks: options.weeks });
    const { holdout, model } = answer;
    const rows: [string, Estimate][] = [
      ["Repeat rate", answer.repeatRate],
      ["Repeaters ÷ customers (naive)", answer.repeatNaive],
      ["Days to the second order", answer.nextOrder],
      ["Orders in the period", answer.inPeriod.orders],
      ["… of returning customers", answer.inPeriod.returning],
      [`Expected orders, ${answer.weeks} weeks`, answer.expectedOrders],
      ["… their value", answer.expectedValue],
      ["… per customer", answer.valueEach],
      ["Customers still there", answer.alive],
      ["Slipping away, at stake", answer.slipping],
    ];
    print(options.json, answer, [
      `${answer.customers} customers, ${answer.repeaters} came back, ${answer.orders} orders up to ${answer.asOf} (${answer.state})`,
      ...table(
        rows.map(([name, figure]) => [
          name,
          word(figure, figure.value),
          figure.low === null ? "" : `${word(figure, figure.low)} – ${word(figure, figure.high)}`,
          `n ${figure.n}`,
        ]),
      ),
      ...(model
        ? [
            `BG/NBD r ${model.r.toFixed(4)}, alpha ${model.alpha.toFixed(4)}, a ${model.a.toFixed(4)}, b ${model.b.toFixed(4)}, log likelihood ${model.logLikelihood.toFixed(2)}`,
          ]
        : [`expected orders from ${answer.needed.customers} customers and ${answer.needed.repeaters} who came back`]),
      ...(holdout
        ? [
            `checked on the ${holdout.weeks} weeks from ${holdout.from}: ${holdout.actual} orders came, ${holdout.expected.toFixed(0)} were expected, ${holdout.naive.toFixed(0)} by orders per week`,
          ]
        : []),
      ...table(
        answer.cohorts.map(({ month, customers, repeat }) => [
          month,
          `${customers} customers`,
          `came back: ${word(repeat, repeat.value)}`,
          `${repeat.undecided} not yet`,
        ]),
      ),
    ]);
  });
}

/** Orders and customers that are expected are told whole. */
function word({ unit, currency }: Estimate, value: number | null): string {
  return wordOf(value !== null && unit === "count" ? Math.round(value) : value, unit, currency);
}
