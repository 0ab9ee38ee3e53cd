import { z } from "@hono/zod-openapi";
import { estimate, question, shownAt } from "../contract.ts";

export const scoreFactors = ["source", "category", "value", "customer", "activity", "activities", "owner"] as const;
export type ScoreFactor = (typeof scoreFactors)[number];

/** How far a score goes: `tooEarly` says nothing, `rates` goes by stage and age alone, `noSignal` found nothing more than that, `features` did. */
export const scoreStates = ["tooEarly", "rates", "noSignal", "features"] as const;
export type ScoreState = (typeof scoreStates)[number];

const quality = z.object({
  brier: z.number(),
  logLoss: z.number(),
  auc: z.number().nullable().describe("chance that a deal that was won had been given more than one that was not; 0.5 is no signal"),
  slope: z.number().nullable().describe("of the logit recalibration; below 1: too bold"),
  intercept: z.number().nullable(),
});
export type Quality = z.infer<typeof quality>;

export const calibrationBin = z.object({
  from: z.number(),
  to: z.number(),
  given: z.number().describe("mean chance that had been given"),
  came: estimate.describe("the share that was won, n deals"),
});

/** The score of a pipeline as a card: what it was learnt from, what it knows, and how right it was. */
export const scoreAnswer = z.object({
  pipelineId: z.uuid().nullable().describe("of the question, or the one with most deals decided; null without any"),
  state: z.enum(scoreStates),
  ...shownAt,
  learnt: z.object({
    deals: z.number().int(),
    won: z.number().int(),
    lost: z.number().int(),
    open: z.number().int(),
    from: z.string(),
    to: z.string(),
    needed: z.number().int().describe("of won and of lost, for more than stage and age"),
  }),
  stepDays: z.number().describe("the score's unit of time"),
  uses: z.array(z.enum(scoreFactors)),
  refused: z
    .array(z.object({ factor: z.string(), filled: z.number().int(), after: z.number().int() }))
    .describe("mostly filled at or after the outcome, so never used"),
  check: z
    .object({
      from: z.string(),
      to: z.string(),
      horizonDays: z.number().describe("won within so many days of the day that was asked"),
      n: z.number().int(),
      won: z.number().int(),
      ofAll: z.number().int().describe("deals of the check whatever the question is narrowed to: what `shown`, `plain` and `full` are of"),
      given: z.number().describe("mean chance given"),
      came: z.number().describe("share won"),
      shown: quality.describe("as shown to people"),
      plain: quality.describe("by stage and age alone"),
      full: quality.describe("with all features"),
      bins: z.array(calibrationBin),
    })
    .nullable()
    .describe("on a later period than learnt from; null while there is none"),
  open: z.object({ deals: z.number().int(), expectedWon: estimate, olderThanAnyWon: z.number().int() }),
});
export type ScoreAnswer = z.infer<typeof scoreAnswer>;

const reason = z.object({
  factor: z.enum(scoreFactors),
  level: z.string().describe("in the projection's words: a source, a category, a band of value `from-to` in minor units, days since …"),
  adds: z.number().describe("ln odds against the typical deal of the same stage and age"),
  rate: estimate.describe("observed: of deals like this"),
  others: estimate.describe("observed: of the others"),
  kind: z.enum(["fact", "action"]).describe("action: something that can be changed"),
});
export type Reason = z.infer<typeof reason>;

export const chanceAnswer = z.object({
  dealId: z.uuid(),
  pipelineId: z.uuid(),
  state: z.enum(scoreStates),
  outcome: z.enum(["open", "won", "lost", "waiting"]),
  asOf: z.string(),
  chance: estimate,
  typical: estimate.describe("of deals in the same stage of the same age"),
  when: z.object({ low: z.string(), middle: z.string(), high: z.string(), level: z.number() }).nullable().describe("if it is won"),
  olderThanAnyWon: z.boolean(),
  up: z.array(reason),
  down: z.array(reason),
});
export type ChanceAnswer = z.infer<typeof chanceAnswer>;

export const openQuery = question.extend({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  order: z.enum(["chance", "least", "worth"]).default("chance").describe("worth: chance × value"),
  old: z.enum(["true", "false"]).default("false").describe("only those that have lasted longer than any deal that was won"),
});
export const openAnswer = z.object({
  pipelineId: z.uuid().nullable(),
  state: z.enum(scoreStates),
  asOf: z.string(),
  total: z.number().int(),
  sum: z.number().describe("of the chances of all: deals expected to be won"),
  deals: z.array(
    z.object({
      dealId: z.uuid(),
      name: z.string().nullable(),
      chance: z.number(),
      stageId: z.string(),
      ageDays: z.number(),
      valueMinor: z.number().nullable(),
      currency: z.string().nullable(),
    }),
  ),
});
export type OpenAnswer = z.infer<typeof openAnswer>;

export const binQuery = question.extend({
  bin: z.coerce.number().int().min(0).max(9).optional().describe("0: up to 10 %; without it all deals of the check"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const binAnswer = z.object({
  total: z.number().int(),
  sum: z.number().int().describe("won in time"),
  given: z.number().describe("the chances given to all, added up"),
  records: z.array(
    z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      at: z.string(),
      given: z.number(),
      outcome: z.enum(["won", "lost", "open"]),
      inTime: z.boolean(),
    }),
  ),
});
export type BinAnswer = z.infer<typeof binAnswer>;
