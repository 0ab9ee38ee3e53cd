import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";
import { estimate, question } from "../contract.ts";

export const trendNames = [
  "leads",
  "dealsBegun",
  "dealsWon",
  "revenueWon",
  "averageDealSize",
  "conversion",
  "winRate",
  "salesCycle",
  "stageArrivals",
  "stageConversion",
] as const;
export type TrendName = (typeof trendNames)[number];
export const segmentNames = ["pipeline", "source", "category", "country", "customers"] as const;
export type SegmentName = (typeof segmentNames)[number];

/** Which weekly series is meant. */
export const seriesId = z.object({
  metric: z.enum(trendNames),
  pipelineId: z.string().nullable().describe("of a stage's series"),
  stageId: z.string().nullable(),
  segmentBy: z.enum(segmentNames).nullable(),
  segment: z.string().nullable().describe("source, category, country …; `none` for those without; a pipeline's id"),
});
export type SeriesId = z.infer<typeof seriesId>;

const unit = z.enum(["count", "share", "money", "days"]);
export type TrendUnit = z.infer<typeof unit>;

const changeParts = {
  since: z.string().describe("first day of the week since which it is so"),
  sinceLow: z.string(),
  sinceHigh: z.string().describe("eight times in ten it began between these weeks"),
  direction: z.enum(["up", "down"]),
  before: z.number().describe("what was to be expected of the weeks since"),
  after: z.number().describe("what came"),
  changeLow: z.number(),
  changeHigh: z.number().describe("range of after − before, eight times in ten"),
  overSince: z.string().nullable().describe("week since which it is back at the old level"),
};
export const change = z.object(changeParts);
export type ChangeWire = z.infer<typeof change>;

export const point = z.object({
  week: z.string().describe("its Monday"),
  value: z.number().nullable().describe("null: too few records, or not decided yet"),
  n: z.number().int(),
  expected: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable().describe("eight of ten weeks lie within"),
});
export const series = seriesId.extend({
  unit,
  currency: z.string().optional(),
  better: z.enum(["up", "down"]),
  horizonDays: z.number().nullable().describe("shares of cohorts: won or passed within so many days"),
  points: z.array(point),
  changes: z.array(change),
  state: z.enum(["watched", "learning", "sparse"]).describe("learning: fewer than 26 weeks; sparse: too few records a week"),
  tellsFrom: z.string().nullable().describe("learning: the week from which on a change can be told from chance"),
  recent: estimate.describe("the last 13 weeks that are decided"),
});
export type Series = z.infer<typeof series>;

export const trendsQuery = question.extend({ weeks: z.coerce.number().int().min(13).max(156).default(52) });
export const trendsAnswer = z.object({
  series: z.array(series),
  notes: z.array(z.object({ id: z.string(), day: z.string(), title: z.string() })).describe("notes of the change log in these weeks"),
  quietWeeks: z.number().int().describe("weeks up to now in which nothing changed beyond chance; 0: something did, or it is too early"),
  tellsFrom: z.string().nullable().describe("while nothing is watched yet: from when on"),
  asOf: z.string(),
  seq: z.number().int(),
});
export type TrendsAnswer = z.infer<typeof trendsAnswer>;

export const alert = seriesId.extend({
  id: z.uuid(),
  ...changeParts,
  unit,
  currency: z.string(),
  better: z.enum(["up", "down"]),
  moneyLow: z.number().nullable(),
  moneyHigh: z.number().nullable().describe("a month, minor units, signed, everything else unchanged; null where money does not follow"),
  chance: z.number().describe("that a quiet series comes so far within a year"),
  horizonDays: z.number().nullable(),
  nBefore: z.number().int(),
  nAfter: z.number().int(),
  beforeFrom: z.string().describe("first day of the weeks that it is compared with"),
  afterTo: z.string().describe("last day of the weeks since, as far as they were looked at"),
  toldAt: z.string(),
  seen: z.boolean(),
  dismissed: z.boolean(),
  stageName: z.string().nullable(),
  nextStageName: z.string().nullable(),
  segmentName: z.string().nullable(),
});
export type Alert = z.infer<typeof alert>;
export const alertsQuery = z.object({
  all: z.enum(["true", "false"]).default("false").describe("those set aside and those that are over too"),
  asOf: z.string().max(40).optional(),
  asKnownOn: z.string().max(40).optional(),
});
export const alertsAnswer = z.object({ alerts: z.array(alert), unread: z.number().int(), lookedAt: z.string().nullable() });
export type AlertsAnswer = z.infer<typeof alertsAnswer>;
export const alertsSeen = z.object({ ids: z.array(z.uuid()).min(1).max(limits.alerts) });
export const alertCount = z.object({ unread: z.number().int() });
export type AlertCount = z.infer<typeof alertCount>;

/** What names a segment of these kinds; of the others any text does. */
const segmentShapes: Partial<Record<SegmentName, z.ZodType>> = { pipeline: z.uuid().optional(), customers: question.shape.customers };
export const trendRecordsQuery = question
  .extend({
    metric: z.enum(trendNames),
    stageId: z.string().max(100).optional(),
    segmentBy: z.enum(segmentNames).optional(),
    segment: z.string().max(200).optional(),
    horizonDays: z.coerce.number().min(0).max(36_600).optional().describe("shares of cohorts: won or passed within so many days"),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine(({ segmentBy, segment }) => segmentBy === undefined || (segmentShapes[segmentBy]?.safeParse(segment).success ?? true), {
    path: ["segment"],
    message: "of a pipeline its id, of customers `new` or `returning`",
  });
export const cartRecordsQuery = question.extend({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const benchmark = z.object({
  key: z.string(),
  unit: z.enum(["share", "usd"]),
  value: z.number(),
  spread: z.record(z.string(), z.number()),
  definition: z.string(),
  source: z.string(),
  year: z.number().int(),
  n: z.number().int().nullable().describe("null: not known"),
  grade: z.enum(["A", "B", "C"]),
  own: estimate.nullable().describe("one's own value by the same definition; null while it is too early"),
});
export const benchmarksAnswer = z.object({
  asOf: z.string(),
  old: z.boolean().describe("over 24 months"),
  rows: z.array(benchmark).describe("only those whose denominator we measure too"),
  hidden: z.array(z.object({ key: z.string(), definition: z.string() })).describe("their denominators are not measured here"),
});
export type BenchmarksAnswer = z.infer<typeof benchmarksAnswer>;
