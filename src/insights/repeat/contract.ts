import { z } from "@hono/zod-openapi";
import { workspaceSettings } from "#workspaces/contract.ts";
import { estimate, question } from "../contract.ts";

/** How customers come back: after each repeat order they may leave for good, by MBG/NBD after the first one too. */
const modelName = z.enum(["BG/NBD", "MBG/NBD"]);

/** `tooEarly`: hardly anybody came back yet; `rates`: counts and rates; `model`: expected orders by BG/NBD or MBG/NBD, and gamma-gamma. */
export const customerStates = ["tooEarly", "rates", "model"] as const;

const leftOut = z.number().int().describe("orders without a value or an exchange rate");
const money = estimate.extend({ leftOut });

export const rfmCell = z.object({
  recency: z.number().int().describe("0: the latest quarter of customers by their last order"),
  frequency: z.number().int().describe("0: one order, 1: two, 2: three or four, 3: five or more"),
  money: z.number().int().describe("0: the lowest third by value, of customers with a value of every order; 3: the others"),
  customers: z.number().int(),
  revenue: z.number().describe("of all their orders with a value, minor units"),
  leftOut,
  again: estimate.describe("of customers who stood there before, the share that ordered again in time, drawn towards all"),
});

export const cohort = z.object({
  month: z.string().describe("of the first order, YYYY-MM"),
  customers: z.number().int(),
  repeat: estimate.describe("share that ordered again, those not yet seen for long counted while they were seen"),
  ordered: z
    .array(z.number().int().nullable())
    .describe("customers who ordered in each month since; null while the month is not over for all"),
  came: z.array(z.number().int().nullable()).describe("customers who had ordered again by the end of each month since"),
});

export const customersAnswer = z.object({
  state: z.enum(customerStates),
  asOf: z.string().describe("orders up to the end of this day"),
  customers: z.number().int(),
  repeaters: z.number().int(),
  orders: z.number().int(),
  leftOut: leftOut.describe("of them without a value or an exchange rate: they count as orders only"),
  currency: z.string(),
  needed: z.object({ customers: z.number().int(), repeaters: z.number().int() }).describe("for the model"),
  repeatRate: estimate,
  repeatNaive: estimate.describe("repeaters ÷ customers: those who came last count as lost"),
  repeatBy: z.array(z.object({ days: z.number().int(), share: estimate })),
  nextOrder: estimate.describe("days from the first to the next order, the middle one of those who come back"),
  inPeriod: z.object({
    orders: estimate,
    returning: estimate.describe("share of the period's orders from customers who had bought before"),
    revenue: money.describe("n: orders with a value"),
    returningRevenue: money,
  }),
  expectedOrders: estimate.describe("of all customers so far, in the coming weeks"),
  expectedValue: estimate.describe("what these orders are worth"),
  customerValue: estimate.describe(
    "what all customers so far are worth: these orders × gross margin, later ones discounted, as far as both are set",
  ),
  valueEach: estimate.describe("the same per customer"),
  terms: workspaceSettings
    .pick({ grossMargin: true, discountRate: true })
    .describe("what the customers' value was worked out by; null: revenue, in full"),
  newCustomer: estimate.describe("repeat orders to be expected of a customer who comes now"),
  alive: estimate.describe("customers who have not left for good"),
  slipping: estimate
    .extend({ leftOut: z.number().int().describe("more of them, of whom no order has a value or an exchange rate") })
    .describe("value at stake of customers who are slipping away; n of them"),
  weeks: z.number().int(),
  model: z
    .object({
      name: modelName,
      r: z.number(),
      alpha: z.number(),
      a: z.number(),
      b: z.number(),
      logLikelihood: z.number(),
      p: z.number().nullable(),
      q: z.number().nullable(),
      gamma: z.number().nullable(),
      spendLogLikelihood: z.number().nullable(),
      correlation: z.number().nullable(),
    })
    .nullable(),
  holdout: z
    .object({
      from: z.string(),
      weeks: z.number().int(),
      customers: z.number().int(),
      model: modelName.describe("by which one was expected: what was likelier by then"),
      actual: z.number().int(),
      expected: z.number(),
      naive: z.number().describe("orders per week so far × weeks"),
      meanError: z.number().describe("mean absolute error per customer"),
      byOrders: z.array(z.object({ orders: z.number().int(), customers: z.number().int(), actual: z.number(), expected: z.number() })),
    })
    .nullable()
    .describe("how the model did on the last weeks that it had not seen"),
  bands: z.object({
    recencyDays: z.array(z.number()),
    money: z.array(z.number()).describe("empty: no customer has a value of every order"),
    horizonDays: z.number(),
  }),
  cells: z.array(rfmCell),
  cohorts: z.array(cohort),
  curve: z
    .array(
      z.object({
        days: z.number(),
        share: z.number(),
        low: z.number(),
        high: z.number(),
        n: z.number().int().describe("watched at that age"),
      }),
    )
    .describe("share that ordered again by each age"),
});
export type CustomersAnswer = z.infer<typeof customersAnswer>;

export const customersQuery = question.extend({ weeks: z.coerce.number().int().min(1).max(156).default(52) });

export const customerRecordsQuery = customersQuery.extend({
  list: z.enum(["all", "repeaters", "slipping", "cell", "cohort", "best", "worth", "holdout"]).default("all"),
  recency: z.coerce.number().int().min(0).max(3).optional(),
  frequency: z.coerce.number().int().min(0).max(3).optional(),
  money: z.coerce.number().int().min(0).max(3).optional(),
  month: z.string().max(7).optional(),
  after: z.coerce.number().int().min(0).max(12).optional().describe("of a cohort: those who had come back by the end of so many months"),
  back: z.coerce
    .number()
    .int()
    .min(0)
    .max(7)
    .optional()
    .describe("of the hold-out: who had come back so often by its beginning (7: or more)"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** The period's orders, or only those of customers who had ordered before. */
export const orderRecordsQuery = question.extend({
  which: z.enum(["all", "returning"]).default("all"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const customerRecords = z.object({
  total: z.number().int(),
  sum: z
    .number()
    .describe(
      "value of all their orders with one; of `slipping` the value at stake, of `best` the expected value, of `worth` the customers' value after margin and discount; of `holdout` the number of orders in it",
    ),
  leftOut: leftOut.describe("of these customers' orders without a value or an exchange rate"),
  currency: z.string(),
  records: z.array(
    z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      orders: z.number().int(),
      valueMinor: z.number().nullable().describe("of the orders with one; null: none has"),
      leftOut,
      firstDay: z.string(),
      lastDay: z.string(),
      usualGapDays: z.number().nullable(),
      silentDays: z.number(),
      alive: z.number().nullable(),
      expectedOrders: z.number().nullable(),
      expectedMinor: z.number().nullable(),
      worthMinor: z.number().nullable().describe("of it what is kept as gross margin, later money discounted, as far as both are set"),
      stakeMinor: z.number().nullable(),
      cameBack: z.number().int().nullable().describe("of the hold-out: orders in its weeks"),
    }),
  ),
});
export type CustomerRecords = z.infer<typeof customerRecords>;
