import type { Estimate } from "#insights/contract.ts";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import type { Quality, ScoreAnswer } from "#insights/score/contract.ts";
import { counted, drawn, said } from "./said.ts";

type Like = Pick<Estimate, "n" | "from" | "to"> & Partial<Estimate>;

export function scoreInFull({ check, ...answer }: ScoreAnswer): object {
  const { learnt, refused, open, day: today } = answer;
  const rest = {
    ...answer,
    learnt: {
      ...learnt,
      ...counted(learnt, { deals: "deals it was learnt from", won: "of them won", lost: "of them lost", open: "of them open" }, learnt),
    },
    refused: refused.map((own) => ({
      ...own,
      ...counted(own, { filled: "deals with a value in it", after: "of them filled at or after the outcome" }, learnt),
    })),
    open: {
      ...open,
      ...counted(
        open,
        { deals: "open deals, none older than any that was won", olderThanAnyWon: "open deals older than any that was won" },
        { from: today, to: today },
      ),
    },
  };
  if (!check) return { ...rest, check };
  const { from, to, n, given, came, bins, shown, plain, full } = check;
  const of = { from, to, n };
  const quality = (own: Quality) => qualityInFull(own, { from, to, n: check.ofAll });
  return {
    ...rest,
    check: {
      ...check,
      ...counted(check, { won: "won in time" }, { from, to }),
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
  const { model, holdout, cells, cohorts, currency, asOf, repeatRate, customers, curve } = answer;
  const period = { from: repeatRate.from, to: repeatRate.to };
  const like = { n: customers, ...period };
  return {
    ...answer,
    ...counted(answer, { customers: "customers with an order", repeaters: "of them with a second one", orders: "orders" }, period),
    curve: drawn(
      curve.map(({ days, share, low, high, n }) => ({ days, value: share, low, high, n })),
      "share",
      { ...like, undecided: repeatRate.undecided, level: 0.8, method: `${repeatRate.method}; n: watched at that age` },
    ),
    model: model && modelInFull(model, like),
    holdout: holdout && holdoutInFull(holdout, asOf),
    cells: cells.map((cell) => ({
      ...cell,
      ...counted(cell, { customers: "customers who stand there" }, { from: asOf, to: asOf }),
      revenue: said(cell.revenue, "money", { ...like, n: cell.customers, currency, method: "sum of all their orders" }),
    })),
    cohorts: cohorts.map((cohort) => {
      const count = (value: number | null, method: string) =>
        said(value, "count", { n: cohort.customers, undecided: cohort.repeat.undecided, method, from: `${cohort.month}-01`, to: asOf });
      return {
        ...cohort,
        customers: count(cohort.customers, "customers whose first order was in that month"),
        ordered: cohort.ordered.map((value) => count(value, "customers who ordered in that month since their first")),
        came: cohort.came.map((value) => count(value, "customers who had ordered again by the end of that month since their first")),
      };
    }),
  };
}

function modelInFull({ name, ...parameters }: NonNullable<CustomersAnswer["model"]>, like: Like): object {
  const methodOf = (parameter: string) => {
    if (parameter === "correlation") return "correlation of orders and their mean value";
    return `${["p", "q", "gamma", "spendLogLikelihood"].includes(parameter) ? "gamma-gamma" : name} by maximum likelihood`;
  };
  return {
    name,
    ...Object.fromEntries(
      Object.entries(parameters).map(([parameter, value]) => [parameter, said(value, "number", { ...like, method: methodOf(parameter) })]),
    ),
  };
}

function holdoutInFull(holdout: NonNullable<CustomersAnswer["holdout"]>, asOf: string): object {
  const { customers, model, actual, expected, naive, meanError, byOrders, from } = holdout;
  const count = (value: number, method: string, n = customers) => said(value, "count", { n, method, from, to: asOf });
  return {
    ...holdout,
    customers: count(customers, "customers by its beginning"),
    actual: count(actual, "orders that came"),
    expected: count(expected, `${model}, learnt from what was known at its beginning`),
    naive: count(naive, "orders per week so far × weeks"),
    meanError: count(meanError, "mean absolute error per customer"),
    byOrders: byOrders.map((own) => ({
      ...own,
      customers: count(own.customers, "customers who had come back so often by its beginning", own.customers),
      actual: count(own.actual, "orders that came per customer", own.customers),
      expected: count(own.expected, `${model}, per customer`, own.customers),
    })),
  };
}
