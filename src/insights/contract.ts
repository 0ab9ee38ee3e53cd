import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

export const metricNames = [
  "leadsGenerated",
  "conversionRate",
  "averageDealSize",
  "salesCycle",
  "salesVelocity",
  "winRate",
  "winRateByValue",
] as const;
export type MetricName = (typeof metricNames)[number];

const units = ["count", "share", "money", "money per day", "days"] as const;

/**
 * What every number of a report says of itself. `value` is null below the gate ("too early"); low and high are null where nothing is
 * uncertain. Shares are 0 to 1, money is minor units, durations are days.
 */
export const estimate = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  level: z.number().nullable().describe("of the range: 0.8 = eight times in ten"),
  n: z.number().int().describe("records behind it"),
  undecided: z.number().int().describe("of them still open"),
  unit: z.enum([...units, "money per month", "count per week", "number"]).describe("number: has no unit, as a ratio"),
  currency: z.string().optional(),
  method: z.string(),
  from: z.string(),
  to: z.string(),
});
export type Estimate = z.infer<typeof estimate>;

/** What the catalogue's metrics are in. */
const unit = z.enum(units);

/** One figure of the catalogue: never without unit, period and n. */
export const figure = estimate.extend({
  unit,
  horizonDays: z.number().optional().describe("conversion: the age in days up to which deals were followed"),
  median: z.number().nullable().optional().describe("of means: the middle one, in the figure's unit"),
  leftOut: z.number().int().optional().describe("deals without a value, or in a currency without an exchange rate of that day"),
  previous: estimate
    .extend({
      horizonDays: z
        .number()
        .optional()
        .describe("conversion: the age in days at which both periods are compared, the one up to which both were followed"),
      soFar: z
        .boolean()
        .describe("the period goes on, and the one before is read to the same hour of its last day, so that both are as long"),
    })
    .nullable(),
  change: z
    .object({
      value: z.number(),
      low: z.number(),
      high: z.number(),
      level: z.number(),
      meaningful: z.boolean().describe("more than chance: the 95 % range leaves 0 out"),
    })
    .nullable()
    .describe("to the period before; null below 20 records a side"),
  beside: z
    .array(
      z.object({
        name: z.enum(["wonOfAll", "wonOfDecided", "medianToClose", "reallyWon", "winRateByValue", "unshrunk"]),
        value: z.number().nullable(),
        unit,
      }),
    )
    .describe("what other tools would show instead, or what it must be read with"),
  better: z.enum(["up", "down"]),
});
export type Figure = z.infer<typeof figure>;
export const figures = z.object({
  leadsGenerated: figure,
  conversionRate: figure,
  averageDealSize: figure,
  salesCycle: figure,
  salesVelocity: figure,
  winRate: figure,
  winRateByValue: figure,
} satisfies Record<MetricName, typeof figure>);

/** The catalogue of metrics, worded in one language. */
export const catalogue = z.object({
  metrics: z.array(
    z.object({
      name: z.enum(metricNames),
      title: z.string(),
      meaning: z.string(),
      formula: z.string(),
      unit,
      better: z.enum(["up", "down"]),
      method: z.string(),
      gate: z.number().int().describe("outcomes below which it says nothing"),
    }),
  ),
});
export type Catalogue = z.infer<typeof catalogue>;

/** What all figures may be narrowed to; `none` stands for those without. A saved view of Insights keeps these. */
export const filters = z.object({
  owner: z.string().max(100).optional().describe("a member's user id; of a closed deal the owner when it closed"),
  source: z.string().max(200).optional().describe("the first touch's source"),
  category: z.string().max(200).optional().describe("product category"),
  country: z.string().max(100).optional().describe("the buyer's"),
  minValue: z.coerce
    .number()
    .int()
    .min(0)
    .max(limits.amountMinor)
    .optional()
    .describe("value at least, minor units of the workspace's currency"),
  maxValue: z.coerce.number().int().min(0).max(limits.amountMinor).optional(),
  customers: z.enum(["new", "returning"]).optional().describe("first journeys only, or those of customers who had bought before"),
});
export type Filters = z.infer<typeof filters>;

/** What every question about figures may say. Days are YYYY-MM-DD in the workspace's time zone, both ends included. */
export const question = filters.extend({
  from: z.string().max(40).optional().describe("first day, or `first` for the first day of all; default: 30 days"),
  to: z.string().max(40).optional().describe("last day; default: today, or the day asked about"),
  pipelineId: z.uuid().optional(),
  asOf: z.string().max(40).optional().describe("a past day or instant: as things stood then, by what is known today"),
  asKnownOn: z.string().max(40).optional().describe("a past day or instant: by what was known then"),
  view: z.uuid().optional().describe("a saved view, whose filters count where the question has none of its own"),
});
export type Question = z.infer<typeof question>;

/** What is shown was so at this moment: an instant, and the calendar day that it falls on in the workspace's time zone. */
export const shownAt = { asOf: z.string(), day: z.string().describe("the day of `asOf` in the workspace's time zone") };

const values = z.array(z.object({ value: z.string(), n: z.number().int() }));
/** What may be filtered by, and how often it occurs. */
export const dimensionsQuery = question.pick({ pipelineId: true, asOf: true, asKnownOn: true });
export const dimensions = z.object({ pipelines: values, owners: values, sources: values, categories: values, countries: values });
export type Dimensions = z.infer<typeof dimensions>;

export const groupNames = ["owner", "source", "category", "country", "customers", "day", "week", "month", "quarter"] as const;
export type GroupName = (typeof groupNames)[number];
export const metricsQuery = question.extend({ by: z.enum(groupNames).optional() });
export const metricsAnswer = z.object({
  metrics: figures,
  groups: z
    .array(
      z.object({
        key: z.string().describe("owner's user id, source, category …, or first day of the stretch of time; `none` without one"),
        metrics: figures,
      }),
    )
    .optional(),
  asOf: z.string(),
  seq: z.number().int().describe("the newest ledger row in these figures"),
});
export type MetricsAnswer = z.infer<typeof metricsAnswer>;

/** The channel has days of its own, the last 90. */
export const channelQuery = question.omit({ from: true, to: true }).extend({ pipelineId: z.uuid() });
/** The gates of the channel: between each two neighbouring stages, of deals that entered the first in the last 90 days. */
export const channelAnswer = z.object({
  pipelineId: z.uuid(),
  from: z.string(),
  to: z.string(),
  gates: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      entered: z.number().int(),
      passed: z.number().int(),
      undecided: z.number().int(),
      conversion: z
        .number()
        .nullable()
        .describe("share that went on to any later stage, open deals counted while they were seen; null below 5 outcomes"),
      low: z.number().nullable(),
      high: z.number().nullable().describe("80 % range"),
      medianDays: z.number().nullable().describe("from entering to going on, of those that go on; null below 10 of them"),
      previous: z.number().nullable().describe("conversion of those that entered in the 90 days before"),
    }),
  ),
});
export type ChannelAnswer = z.infer<typeof channelAnswer>;

export const recordsQuery = question.extend({
  metric: z.enum(metricNames),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** Records behind a number; `total` and `sum` are over all of them, not the page. */
export const recordsPage = z.object({
  total: z.number().int(),
  sum: z.number(),
  records: z.array(
    z.object({
      kind: z.enum(["deal", "contact"]),
      id: z.uuid(),
      name: z.string().nullable(),
      at: z.string(),
      value: z.number(),
      currency: z.string().nullable(),
      outcome: z.string().nullable(),
    }),
  ),
});
export type RecordsPage = z.infer<typeof recordsPage>;
/** Orders among which some may have brought nobody knows how much. */
export const orderRecords = recordsPage.extend({
  records: z.array(
    recordsPage.shape.records.element.extend({ value: z.number().nullable().describe("null: without a value or an exchange rate") }),
  ),
});
export type OrderRecords = z.infer<typeof orderRecords>;
/**
 * The records behind a figure. `value` is each record's part: 1 for counts, minor units for money, days for durations; for shares 0, or
 * 1 for a deal that was won, and a little more where it also stands for younger deals that were not followed for so long.
 */
export const recordsAnswer = recordsPage.extend({
  metric: z.enum(metricNames),
  sum: z.number().describe("over all records, not this page; sum ÷ whole is the figure (for counts and velocity: the sum)"),
  whole: z.number().describe("what the sum is divided by: the number of records, for the win rate by value all their money"),
});
export type RecordsAnswer = z.infer<typeof recordsAnswer>;

export const rebuildState = z.object({
  running: z.boolean(),
  seq: z.number().int().describe("ledger rows taken in again so far"),
  of: z.number().int(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  error: z.string().nullable(),
});
export type RebuildState = z.infer<typeof rebuildState>;
