import type { Estimate } from "#insights/contract.ts";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import type { Quality, ScoreAnswer } from "#insights/score/contract.ts";
import { said } from "./said.ts";

type Like = Pick<Estimate, "n" | "from" | "to"> & Partial<Estimate>;

export function scoreInFull({ check, ...rest }: ScoreAnswer): object {
  if (!check) return { ...rest, check };
  const { from, to, n, given, came, bins, shown, plain, full } = check;
  const of = { from, to, n };
  const quality = (own: Quality) => qualityInFull(own, { from, to, n: check.ofAll });
  return {
    ...rest,
    check: {
      ...check,
      given: said(given, "share", { ...of, method: "mean of the chances given" }),
      came: said(came, "share", { ...of, method: "won in time ÷ deals of the check" }),
      shown: quality(shown),
      plain: quality(plain),
      full: quality(full),
      bins: bins.map((bin) => ({ ...bin, given: said(bin.given, "share", { ...of, n: bin.came.n, method: "mean of the chances given" }) })),
    },
  };
}

function qualityInFull({ brier, logLoss, auc, slope, intercept }: Quality, like: Like): object {
  return {
    brier: said(brier, "number", { ...like, method: "mean squared error of the chances (Brier)" }),
    logLoss: said(logLoss, "number", { ...like, method: "mean of −ln of the chance given to what came" }),
    auc: said(auc, "share", { ...like, method: "chance that a deal that was won had been given more (area under the ROC curve)" }),
    slope: said(slope, "number", { ...like, method: "slope of the logit recalibration" }),
    intercept: said(intercept, "number", { ...like, method: "intercept of the logit recalibration" }),
  };
}

export function customersInFull(answer: CustomersAnswer): object {
  const { model, holdout, cells, cohorts, currency, asOf, repeatRate, customers } = answer;
  const like = { n: customers, from: repeatRate.from, to: repeatRate.to };
  return {
    ...answer,
    model:
      model &&
      Object.fromEntries(Object.entries(model).map(([name, value]) => [name, said(value, "number", { ...like, method: modelOf(name) })])),
    holdout: holdout && holdoutInFull(holdout, asOf),
    cells: cells.map((cell) => ({
      ...cell,
      revenue: said(cell.revenue, "money", { ...like, n: cell.customers, currency, method: "sum of all their orders" }),
    })),
    cohorts: cohorts.map((cohort) => {
      const count = (value: number | null, method: string) =>
        said(value, "count", { n: cohort.customers, undecided: cohort.repeat.undecided, method, from: `${cohort.month}-01`, to: asOf });
      return {
        ...cohort,
        ordered: cohort.ordered.map((value) => count(value, "customers who ordered in that month since their first")),
        came: cohort.came.map((value) => count(value, "customers who had ordered again by the end of that month since their first")),
      };
    }),
  };
}

function modelOf(name: string): string {
  if (name === "correlation") return "correlation of orders and their mean value";
  return ["p", "q", "gamma", "spendLogLikelihood"].includes(name) ? "gamma-gamma by maximum likelihood" : "BG/NBD by maximum likelihood";
}

function holdoutInFull(holdout: NonNullable<CustomersAnswer["holdout"]>, asOf: string): object {
  const { customers, actual, expected, naive, meanError, byOrders, from } = holdout;
  const count = (value: number, method: string, n = customers) => said(value, "count", { n, method, from, to: asOf });
  return {
    ...holdout,
    actual: count(actual, "orders that came"),
    expected: count(expected, "BG/NBD, learnt from what was known at its beginning"),
    naive: count(naive, "orders per week so far × weeks"),
    meanError: count(meanError, "mean absolute error per customer"),
    byOrders: byOrders.map((own) => ({
      ...own,
      actual: count(own.actual, "orders that came per customer", own.customers),
      expected: count(own.expected, "BG/NBD, per customer", own.customers),
    })),
  };
}
