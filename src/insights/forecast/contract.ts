import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";
import { estimate, question, shownAt } from "../contract.ts";

export const horizonNames = ["month", "quarter", "90d", "12m", "nextMonth", "nextQuarter"] as const;
export type HorizonName = (typeof horizonNames)[number];
export const forecastGroups = ["owner", "source", "pipeline"] as const;
export type ForecastGroup = (typeof forecastGroups)[number];

const factor = z.number().min(0.1).max(10);
export const whatIf = z.object({
  arrivals: factor.optional().describe("so many times as many deals arrive"),
  stages: z
    .array(
      z.object({
        pipelineId: z.uuid().optional().describe("whose stage; without it that of every pipeline which has such a stage"),
        stageId: z.string().max(100),
        conversion: factor.optional().describe("so many times as many of those that leave the stage go on"),
        speed: factor.optional().describe("they leave it so many times faster"),
      }),
    )
    .max(limits.stages)
    .optional(),
});
export type WhatIfWire = z.infer<typeof whatIf>;

export const forecastQuery = question.extend({
  horizon: z.enum(horizonNames).default("quarter"),
  until: z
    .string()
    .max(10)
    .optional()
    .describe("in place of a horizon: from today to this day, both included; from tomorrow in the last hour of today"),
  by: z.enum(forecastGroups).optional(),
  level: z.coerce
    .number()
    .pipe(z.union([z.literal(0.5), z.literal(0.8), z.literal(0.95)]))
    .default(0.8)
    .describe("of the ranges"),
  whatIf: z.string().max(5_000).optional().describe("JSON: arrivals, and by stage conversion and speed, as factors"),
});
export type ForecastQuestion = z.infer<typeof forecastQuery>;

const range = z.object({ level: z.number(), low: z.number(), high: z.number() });
const split = z.object({ won: estimate, open: estimate, returning: estimate, fresh: estimate });
const stretch = z.object({ from: z.string(), to: z.string() });

export const record = z.object({
  kind: z.enum(["month", "restOfQuarter", "nextQuarter"]),
  n: z.number().int().describe("past forecasts of the kind whose days are over"),
  held: z.number().int().describe("of them: the 80 % range held what came"),
  band: z
    .object({ least: z.number().int(), most: z.number().int() })
    .describe("so many would hold by chance if the ranges keep their word; wider where their days overlap"),
  wape: z.number().nullable().describe("how far the middle was off, as a share of what came"),
  naiveWape: z.number().nullable().describe("the same of: as much as last time"),
  mase: z.number().nullable().describe("error as a multiple of what the season before misses by"),
  gain: z.number().nullable().describe("how much smaller the error is than the naive one's; below 0 the naive one is better"),
});
export type ForecastRecord = z.infer<typeof record>;

export const target = z.object({ amountMinor: z.number().int(), stretch: z.enum(["month", "quarter"]), from: z.string() });

export const forecastAnswer = z.object({
  horizon: z.enum([...horizonNames, "until"]),
  from: z.string(),
  to: z.string(),
  ...shownAt,
  seq: z.number().int(),
  currency: z.string(),
  state: z
    .enum(["tooEarly", "noRange", "simulated", "calibrated"])
    .describe("how sure its word is: nothing yet, a middle only, a range by simulation, a range by past errors"),
  months: z.number().int().describe("full months since the first deal"),
  wins: z.number().int().describe("sales so far"),
  figure: estimate.describe("won in the whole stretch"),
  ranges: z.array(range),
  dots: z.array(z.number()).describe("20 equally likely outcomes, ascending"),
  split: split.describe("adds up to the figure"),
  path: z
    .array(
      stretch.extend({
        won: z.number().nullable(),
        n: z.number().int().describe("sales in it so far"),
        middle: z.number().nullable(),
        ranges: z.array(range),
      }),
    )
    .describe("summed up from the first day to the end of each week or month"),
  byMonth: z
    .array(stretch.extend({ won: z.number(), n: z.number().int(), middle: z.number().nullable(), ranges: z.array(range) }))
    .describe("each month of the stretch"),
  past: z.array(stretch.extend({ won: z.number(), n: z.number().int() })).describe("the months before"),
  groups: z.array(z.object({ key: z.string(), figure: estimate, split })).optional(),
  members: z.array(z.object({ name: z.enum(["runRate", "seasonalNaive", "smoothing", "simulation"]), value: z.number().nullable() })),
  record: record.nullable(),
  target: target.extend({ reached: z.number().int().nullable().describe("of the 20 dots") }).nullable(),
  coverage: z
    .object({ openMinor: z.number(), n: z.number().int(), ratio: z.number().nullable() })
    .describe(
      "open deals with a chance of 2 % or more to be won in the stretch: the value that is expected to be decided, and that ÷ the target",
    ),
  weighted: estimate
    .extend({
      leftOut: z.object({
        withoutValue: z.number().int().describe("open deals without a value, or in a currency without an exchange rate"),
        tooEarly: z.number().int().describe("open deals in stages with fewer than 5 outcomes"),
      }),
      stages: z
        .array(
          z.object({
            pipelineId: z.string(),
            stageId: z.string(),
            n: z.number().int().describe("open deals in it that have a value"),
            openMinor: z.number().describe("their values together"),
            chance: estimate.describe("of the deals that entered the stage, the share that was won, open ones treated as open"),
            horizonDays: z.number().describe("the age in the stage up to which they were followed"),
          }),
        )
        .describe("the stages that open deals with a value stand in, in their order"),
    })
    .describe("weighted pipeline: Σ value of open deals × chance of their stage to be won at any time. No forecast: it knows no time"),
});
export type ForecastAnswer = z.infer<typeof forecastAnswer>;

export const backtestAnswer = z.object({
  ...shownAt,
  currency: z.string(),
  running: z.object({ done: z.number().int(), of: z.number().int() }).nullable(),
  records: z.array(record),
  origins: z.array(
    z.object({
      kind: z.enum(["month", "restOfQuarter", "nextQuarter"]),
      day: z.string().describe("forecast with what was known at the end of this day"),
      from: z.string(),
      to: z.string(),
      figure: estimate,
      naive: z.number().nullable(),
      actual: z.number().nullable(),
      sales: z.number().int().nullable().describe("won in these days; null while they are not over"),
    }),
  ),
  shown: z
    .array(
      z.object({
        day: z.string(),
        horizon: z.enum(horizonNames),
        from: z.string(),
        to: z.string(),
        figure: estimate,
        actual: z.number().nullable().describe("null while the days are not over"),
        sales: z.number().int().nullable(),
      }),
    )
    .describe("forecasts as they were shown, oldest first"),
  shownRecord: z
    .object({
      n: z.number().int(),
      held: z.number().int(),
      band: z.object({ least: z.number(), most: z.number() }),
      wape: z.number().nullable(),
    })
    .nullable(),
});
export type BacktestAnswer = z.infer<typeof backtestAnswer>;

export const dealsQuery = forecastQuery.extend({
  part: z
    .enum(["won", "open", "returning", "covering", "weighted"])
    .default("open")
    .describe(
      "won: in the stretch so far; covering: with a chance of 2 % or more, by the value that is expected to be decided; weighted: with a value, by the chance of their stage",
    ),
  group: z.string().max(200).optional().describe("with `by`: only those of this group of the forecast, by its key"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(limits.recordsPage).default(50),
});
export type DealsQuestion = z.infer<typeof dealsQuery>;
export const dealsAnswer = z.object({
  total: z.number().int(),
  sum: z.number().describe("of the expected values over all records: the figure"),
  records: z.array(
    z.object({
      kind: z.literal("deal"),
      id: z.uuid(),
      name: z.string().nullable(),
      at: z.string().describe("entered its stage; of `won` when it was won"),
      stageId: z.string(),
      chance: z.number().describe("to be won within the stretch; of `weighted` that of its stage, at any time"),
      value: z
        .number()
        .describe(
          "expected: chance × worth, moved to the forecast's middle; of `covering` worth × the chance to be decided, of `weighted` value × chance",
        ),
      currency: z.string(),
    }),
  ),
});
export type ForecastDeals = z.infer<typeof dealsAnswer>;

export const targets = z.object({
  targets: z.array(target.extend({ amountMinor: z.number().int().nullable(), pipelineId: z.string().nullable() })),
});
export type Targets = z.infer<typeof targets>;
export const setTarget = z.object({
  pipelineId: z.uuid().nullable(),
  stretch: z.enum(["month", "quarter"]),
  from: z
    .string()
    .regex(/^\d{4}-\d{2}-01$/)
    .describe("first day of the month or quarter from which on it counts"),
  amountMinor: z.number().int().min(0).max(limits.amountMinor).nullable().describe("null: none from then on"),
});
export type SetTarget = z.infer<typeof setTarget>;
