import { dayOf, dayMs } from "#base/clock.ts";
import { exponentOf } from "#base/money.ts";
import { limits } from "#base/limits.ts";
import { onThread } from "#base/thread.ts";
import { wilson } from "#stats/shares/wilson.ts";
import type { z } from "@hono/zod-openapi";
import type { Estimate, OrderRecords } from "../contract.ts";
import type { Insights } from "../insights.ts";
import { listNames } from "../queries.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import { askPage } from "../trends/records.ts";
import { bandsIn } from "./cells.ts";
import { monthOf } from "./cohorts.ts";
import type { CustomerRecords, customerRecordsQuery, CustomersAnswer, customersQuery, orderRecordsQuery } from "./contract.ts";
import { holdoutWeeks, level, needed, type Holdout, type Ranged } from "./expect.ts";
import { orderRows, ordersOf } from "./orders.ts";
import type { Share, Study, StudyInput } from "./study.ts";

type Query = z.infer<typeof customersQuery>;

/** How customers come back, what they are expected to order, and who is slipping away. */
export async function askCustomers(asker: Asker, query: Query): Promise<CustomersAnswer> {
  const { scope, study, to } = await studyOf(asker, query);
  const { expected, holdout, inPeriod } = study;
  const like = { from: dayName(study.firstDay), to };
  const figure = (unit: Estimate["unit"], method: string, words: Partial<Estimate> = {}): Estimate => ({
    value: null,
    low: null,
    high: null,
    level: null,
    n: study.customers,
    undecided: 0,
    unit,
    ...(unit === "money" && { currency: scope.currency }),
    method,
    ...like,
    ...words,
  });
  const share = (own: Share, method: string) => figure("share", method, { ...own, level: own.low === null ? null : level });
  const ranged = (own: Ranged | null | undefined) => (own ? { ...own, level } : {});
  const repeat = "cumulative share with a second order; customers count while they were seen (Kaplan–Meier), 80 % range";
  const inTime = { from: scope.period.from, to };
  const { grossMargin, discountRate } = scope.terms;
  const margin = grossMargin ?? 1;
  const kept = grossMargin === null ? "revenue, no margin taken" : `gross margin ${percent(grossMargin)}`;
  const later = discountRate === null ? "no discount" : `discounted by ${percent(discountRate)} a year at the end of every four weeks`;
  const worth = `sum of expected orders × value × margin ÷ (1 + discount)^t; ${kept}, ${later}`;
  const nbd = expected?.model.name ?? "BG/NBD";
  const revenue = ({ orders, valued, revenue: value }: Study["inPeriod"]["all"], of: string) => ({
    ...figure("money", `sum of the period's orders${of}`, { ...inTime, value, n: valued }),
    leftOut: orders - valued,
  });
  const { all, returning } = inPeriod;
  const off = holdout ? ` and how far off the last ${holdoutWeeks} weeks were` : "";
  const spread =
    all.orders >= 5 ? { value: returning.orders / all.orders, ...wilson(returning.orders / all.orders, all.orders, level), level } : {};
  const stakes = study.each.stake.filter((stake) => stake > 0);
  return {
    state: study.state,
    asOf: to,
    customers: study.customers,
    repeaters: study.repeaters,
    orders: study.orders,
    leftOut: study.leftOut,
    currency: scope.currency,
    needed,
    weeks: query.weeks,
    repeatRate: share(study.repeat, repeat),
    repeatNaive: figure(
      "share",
      "customers with a second order ÷ all",
      study.repeaters >= 5 ? { value: study.repeaters / study.customers } : {},
    ),
    repeatBy: study.repeatBy.map(({ days, share: own }) => ({ days, share: share(own, repeat) })),
    nextOrder: figure(
      "days",
      "middle wait from the first to the second order of those who come back",
      study.nextOrder ? { ...study.nextOrder, level } : {},
    ),
    inPeriod: {
      orders: figure("count", "orders in the period", {
        ...inTime,
        value: all.orders,
        n: all.orders,
      }),
      returning: figure("share", "orders of customers who had ordered before ÷ orders; range by Wilson", {
        ...inTime,
        ...spread,
        n: all.orders,
      }),
      revenue: revenue(all, ""),
      returningRevenue: revenue(returning, " of customers who had ordered before"),
    },
    expectedOrders: figure(
      "count",
      `${nbd}; range by parameters drawn from the fit, customers drawn from them${off}`,
      ranged(expected?.orders),
    ),
    expectedValue: figure(
      "money",
      `${nbd} × gamma-gamma; no margin, no discount; range by parameters, customers and order values drawn from the fits${off}`,
      ranged(expected?.value),
    ),
    customerValue: figure("money", worth, expected?.present ? ranged(times(expected.present, margin)) : {}),
    valueEach: figure("money", `${worth}; ÷ customers`, expected?.present ? ranged(times(expected.present, margin / study.customers)) : {}),
    terms: scope.terms,
    newCustomer: figure("count", `${nbd}, of a customer without a past`, ranged(expected?.newCustomer)),
    alive: figure("count", `sum of the chances not to have left for good (${nbd})`, ranged(expected?.alive)),
    slipping: {
      ...figure("money", expected ? "what they would order if they stayed" : "one order each", {
        n: stakes.length,
        value: study.state === "tooEarly" ? null : stakes.reduce((sum, stake) => sum + stake, 0),
      }),
      leftOut: study.each.stake.filter(Number.isNaN).length,
    },
    model: expected && {
      name: expected.model.name,
      r: expected.model.r,
      alpha: expected.model.alpha,
      a: expected.model.a,
      b: expected.model.b,
      logLikelihood: expected.model.logLikelihood,
      p: expected.spend?.p ?? null,
      q: expected.spend?.q ?? null,
      gamma: expected.spend?.gamma ?? null,
      spendLogLikelihood: expected.spend?.logLikelihood ?? null,
      correlation: expected.correlation,
    },
    holdout: holdout && heldOut(holdout),
    bands: { ...study.bands, horizonDays: study.horizonDays },
    cells: study.cells.map(({ again, ...cell }) => ({
      ...cell,
      again: figure(
        "share",
        "share of the cell's customers of then who ordered again, drawn towards all (empirical Bayes)",
        again ? { value: again.share, low: again.low, high: again.high, n: again.n, level } : { n: 0 },
      ),
    })),
    cohorts: study.cohorts.map(({ repeat: own, ...cohort }) => ({ ...cohort, repeat: share(own, repeat) })),
    curve: study.curve,
  };
}

/** The customers behind a figure; their values add up to `sum`. */
export async function askCustomerRecords(asker: Asker, query: z.infer<typeof customerRecordsQuery>): Promise<CustomerRecords> {
  const { list, recency, frequency, money, month, after, back, offset, limit, ...rest } = query;
  const { scope, study, endDay } = await studyOf(asker, rest);
  const { each } = study;
  const held = study.holdout?.each;
  const inCell = (cell: number) => {
    const bands = bandsIn(cell);
    return (
      (recency === undefined || bands.recency === recency) &&
      (frequency === undefined || bands.frequency === frequency) &&
      (money === undefined || bands.money === money)
    );
  };
  const belongs: Record<typeof list, (i: number) => boolean> = {
    all: () => true,
    best: () => each.worth !== null,
    worth: () => each.present !== null,
    repeaters: (i) => !Number.isNaN(each.gap[i]!),
    slipping: (i) => each.stake[i] !== 0,
    cell: (i) => inCell(each.cell[i]!),
    holdout: (i) => held !== undefined && held.orders[i]! >= 0 && (back === undefined || held.orders[i] === back),
    cohort: (i) =>
      dayName(each.firstDay[i]!).startsWith(month ?? "") &&
      (after === undefined || (each.secondDay[i]! <= endDay && monthOf(each.secondDay[i]!) - monthOf(each.firstDay[i]!) <= after)),
  };
  const worth = each.present && each.present.map((value) => value * (scope.terms.grossMargin ?? 1));
  const column =
    list === "slipping"
      ? each.stake
      : list === "worth" && worth
        ? worth
        : list === "best" && each.worth
          ? each.worth
          : list === "holdout" && held
            ? held.came
            : each.value;
  /** What is not known adds nothing. */
  const part = (i: number) => column[i]! || 0;
  const chosen = each.id
    .flatMap((_, i) => (belongs[list](i) ? [i] : []))
    .sort((i, j) => part(j) - part(i) || (each.id[i]! < each.id[j]! ? -1 : 1));
  const page = chosen.slice(offset, offset + limit);
  const names = await asker.db.inWorkspace(asker.workspaceId, (tx) =>
    listNames(
      tx,
      "contact",
      page.map((i) => each.id[i]!),
    ),
  );
  const at = (values: Float64Array | null, i: number) => (values === null || Number.isNaN(values[i]!) ? null : values[i]!);
  return {
    total: chosen.length,
    sum: chosen.reduce((sum, i) => sum + part(i), 0),
    leftOut: chosen.reduce((sum, i) => sum + each.leftOut[i]!, 0),
    currency: scope.currency,
    records: page.map((i) => ({
      id: each.id[i]!,
      name: names.get(each.id[i]!) ?? null,
      orders: each.sales[i]!,
      valueMinor: each.leftOut[i] === each.sales[i] ? null : each.value[i]!,
      leftOut: each.leftOut[i]!,
      firstDay: dayName(each.firstDay[i]!),
      lastDay: dayName(each.lastDay[i]!),
      usualGapDays: at(each.gap, i),
      silentDays: endDay - each.lastDay[i]!,
      alive: at(each.alive, i),
      expectedOrders: at(each.orders, i),
      expectedMinor: at(each.worth, i),
      worthMinor: at(worth, i),
      stakeMinor: each.stake[i]! > 0 ? each.stake[i]! : null,
      cameBack: list === "holdout" && held ? held.came[i]! : null,
    })),
  };
}

/** The period's orders, as the shares of returning customers count them. */
export function askOrders(asker: Asker, { which, offset, limit, ...question }: z.infer<typeof orderRecordsQuery>): Promise<OrderRecords> {
  return askPage<number | null>(asker, question, "deal", true, { offset, limit }, (scope) =>
    orderRows(scope, endOf(scope), dayNumber(scope.period.from), which === "returning"),
  );
}

const kept = new WeakMap<Insights, Map<string, Promise<Study>>>();

/** Orders up to the end of the period, of now or of the day asked about; what was worked out stays for the next question of the same. */
async function studyOf(asker: Asker, query: Query): Promise<{ scope: Scope; study: Study; to: string; endDay: number }> {
  const own = kept.get(asker.insights) ?? new Map<string, Promise<Study>>();
  kept.set(asker.insights, own);
  const { scope, study, to, endDay } = await withScope(asker, query, async (duck, inner) => {
    const untilMs = endOf(inner);
    const until = dayOf(untilMs, inner.timeZone);
    const end = dayNumber(until);
    const key = JSON.stringify([
      inner.workspaceId,
      inner.seq,
      untilMs,
      inner.fromMs,
      inner.pipelineId,
      inner.where,
      inner.factors,
      query.asOf,
      query.asKnownOn,
      query.weeks,
      inner.terms.discountRate,
    ]);
    const known = own.get(key);
    if (known) return { scope: inner, study: known, to: until, endDay: end };
    const input: StudyInput = {
      lines: await ordersOf(duck, inner, untilMs),
      endDay: end,
      periodFromDay: dayNumber(inner.period.from),
      weeks: query.weeks,
      unit: 10 ** exponentOf(inner.currency),
      discount: inner.terms.discountRate ?? 0,
    };
    return { scope: inner, input, key, to: until, endDay: end };
  }).then((read) => {
    if ("study" in read) return read as { scope: Scope; study: Promise<Study>; to: string; endDay: number };
    const started = onThread<StudyInput, Study>("#insights/repeat/study.ts", "studyCustomers", read.input);
    own.set(read.key, started);
    started.catch(() => own.delete(read.key));
    for (const old of [...own.keys()].slice(0, -limits.studiesKept)) own.delete(old);
    return { ...read, study: started };
  });
  return { scope, study: await study, to, endDay };
}

/** Until when orders count: the end of the period, or as far as deals were seen. */
function endOf({ toMs, seenMs }: Scope): number {
  return Math.min(toMs - 1, seenMs);
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / dayMs;
}

function heldOut({ fromDay, each: _, ...holdout }: Holdout): CustomersAnswer["holdout"] {
  return { ...holdout, from: dayName(fromDay + 1), weeks: holdoutWeeks };
}

function dayName(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function times({ value, low, high }: Ranged, factor: number): Ranged {
  return { value: value * factor, low: low * factor, high: high * factor };
}

function percent(part: number): string {
  return `${Math.round(part * 1e4) / 100} %`;
}
