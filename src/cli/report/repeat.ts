import { Command } from "commander";
import { exponentOf } from "#base/money.ts";
import type { Estimate } from "#insights/contract.ts";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { table } from "../print.ts";
import { byOption, withReportOptions, type ReportOptions } from "./options.ts";
import { customersInFull } from "./in-full-models.ts";
import { tell } from "./tell.ts";

export function repeatReport(): Command {
  const command = new Command("repeat")
    .description("customers who come back: repeat rate, next order, expected orders and value, who is slipping away")
    .option("--weeks <n>", "how far ahead", "52");
  return withReportOptions(command.addOption(byOption())).action(({ weeks, ...options }: ReportOptions & { weeks: string }) =>
    tell<CustomersAnswer>(options, {
      path: "/api/insights/customers",
      more: { weeks },
      held: ({ customers }) => customers,
      lines,
      inFull: customersInFull,
    }),
  );
}

function lines(answer: CustomersAnswer): string[] {
  const { holdout, model } = answer;
  const rows: [string, Estimate & { leftOut?: number }][] = [
    ["Repeat rate", answer.repeatRate],
    ["Repeaters ÷ customers (naive)", answer.repeatNaive],
    ["Days to the second order", answer.nextOrder],
    ["Orders in the period", answer.inPeriod.orders],
    ["… of returning customers", answer.inPeriod.returning],
    ["Revenue in the period", answer.inPeriod.revenue],
    ["… of returning customers", answer.inPeriod.returningRevenue],
    [`Expected orders, ${answer.weeks} weeks`, answer.expectedOrders],
    ["… their value", answer.expectedValue],
    [`Customers' value, ${termsOf(answer)}`, answer.customerValue],
    ["… per customer", answer.valueEach],
    ["Customers still there", answer.alive],
    ["Slipping away, at stake", answer.slipping],
  ];
  return [
    `${answer.customers} customers, ${answer.repeaters} came back, ${answer.orders} orders up to ${answer.asOf} (${answer.state})`,
    ...table(
      rows.map(([name, figure]) => [
        name,
        word(figure, figure.value),
        figure.low === null ? "" : `${word(figure, figure.low)} – ${word(figure, figure.high)}`,
        figure.leftOut ? `n ${figure.n}, ${figure.leftOut} without a value or an exchange rate left out` : `n ${figure.n}`,
      ]),
    ),
    ...(answer.leftOut > 0 ? [`${answer.leftOut} orders without a value or an exchange rate count as orders only`] : []),
    ...(model
      ? [
          `${model.name} r ${model.r.toFixed(4)}, alpha ${model.alpha.toFixed(4)}, a ${model.a.toFixed(4)}, b ${model.b.toFixed(4)}, log likelihood ${model.logLikelihood.toFixed(2)}`,
        ]
      : [`expected orders from ${answer.needed.customers} customers and ${answer.needed.repeaters} who came back`]),
    ...(holdout
      ? [
          `checked on the ${holdout.weeks} weeks from ${holdout.from}: ${holdout.actual} orders came, ${holdout.expected.toFixed(0)} were expected by ${holdout.model}, ${holdout.naive.toFixed(0)} by orders per week`,
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
  ];
}

function termsOf({ terms: { grossMargin, discountRate } }: CustomersAnswer): string {
  const percent = (part: number) => `${Math.round(part * 1e4) / 100} %`;
  if (grossMargin === null && discountRate === null) return "as revenue: neither margin nor discount is set";
  return `${grossMargin === null ? "as revenue, no margin set" : `gross margin ${percent(grossMargin)}`}, ${discountRate === null ? "no discount set" : `discounted by ${percent(discountRate)} a year`}`;
}

function word({ unit, currency }: Estimate, value: number | null): string {
  if (value === null) return "too early";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit === "money" && currency)
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(value / 10 ** exponentOf(currency));
  return unit === "days" ? `${value.toFixed(1)} days` : value.toFixed(0);
}
