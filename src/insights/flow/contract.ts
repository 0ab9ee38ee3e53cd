import { z } from "@hono/zod-openapi";
import { estimate, question, shownAt } from "../contract.ts";

const stageWords = { stage: z.string(), name: z.string(), kind: z.enum(["open", "won", "returning"]) };

/** One more cohort to hold against the first: another period or other filters, as a query string, or the period before. */
const compare = z
  .string()
  .max(600)
  .optional()
  .describe("`previous`, or what differs as a query string: `from=2026-01-01&to=2026-03-31`, `source=newsletter`");
export const funnelQuery = question.extend({ compare });
export type FunnelQuestion = z.infer<typeof funnelQuery>;

const wayStep = z.object({
  ...stageWords,
  reached: z.number().int().describe("deals that stood here or further along"),
  lost: z.number().int().describe("deals lost before they came here"),
  open: z.number().int().describe("deals still on the way here"),
  jumped: z.number().int().describe("of those that reached: went past without standing here"),
  share: estimate.describe("share that has come here or further by the horizon, open deals counted while they were seen"),
  lostShare: estimate,
  openShare: estimate.describe("still undecided at the horizon; the three add up to 1"),
});

const stageStep = z.object({
  ...stageWords,
  entered: z.number().int().describe("deals that entered the stage for the first time in the period"),
  passed: z.number().int().describe("of them: have stood further along since"),
  lost: z.number().int(),
  open: z.number().int().describe("of them: still there, or back"),
  jumped: z.number().int().describe("deals of the cohort that went past this stage; they did not enter it"),
  again: z.number().int().describe("stays by which deals came back into it in the period; not counted as entered"),
  back: z.number().int().describe("stays that ended by a move back in the period"),
  found: z.number().int().describe("deals that an import found here: since when is not known, so they are left out"),
  next: estimate,
  lostShare: estimate,
  openShare: estimate,
  horizonDays: z.number(),
  lowered: z.boolean().describe("the horizon had to be lowered: fewer than ten were in view"),
  hatched: z.boolean().describe("over a fifth is undecided"),
});

const naive = z.object({
  wonOfAll: z.number().nullable().describe("won ÷ all: takes every open deal for a failure"),
  wonOfClosed: z.number().nullable().describe("won ÷ (won + lost): leans to what is decided fast"),
});

export const cohort = z.object({
  from: z.string(),
  to: z.string(),
  filters: z.record(z.string(), z.string()),
  deals: z.number().int().describe("began in the period"),
  won: z.number().int(),
  lost: z.number().int(),
  open: z.number().int(),
  unknownBeginning: z.number().int().describe("open deals that an import found and whose beginning is not known; in no cohort"),
  lateEntry: z.number().int().describe("deals that an import found open: in view from the import on only"),
  horizonDays: z.number(),
  lowered: z.boolean(),
  hatched: z.boolean(),
  way: z.array(wayStep),
  stages: z.array(stageStep),
  naive,
  occupation: z
    .array(
      z.object({
        days: z.number(),
        stages: z.array(z.object({ stage: z.string(), share: z.number() })),
        won: z.number(),
        lost: z.number(),
      }),
    )
    .describe("where deals of the cohort are so many days after they began; of those watched from their beginning"),
});
export type Cohort = z.infer<typeof cohort>;
export type WayStep = z.infer<typeof wayStep>;
export type StageStep = z.infer<typeof stageStep>;

const difference = z.object({
  stage: z.string(),
  part: z.enum(["way", "stage"]),
  difference: z.number().nullable().describe("of the shares, first less second; null below 20 outcomes a side"),
  chance: z.number().nullable().describe("of such a difference if there were none, adjusted for all that are compared here"),
  differs: z.boolean().nullable(),
});

export const funnelAnswer = z.object({
  pipelineId: z.uuid(),
  cohort,
  compared: cohort.nullable(),
  differences: z.array(difference),
  jumpedStages: z.string().describe("how stages that a deal jumps over are treated"),
  asOf: z.string(),
  seq: z.number().int(),
});
export type FunnelAnswer = z.infer<typeof funnelAnswer>;

export const clocks = ["calendar", "working"] as const;
const clock = z
  .enum(clocks)
  .default("calendar")
  .describe("calendar days, or working days of eight hours: Monday to Friday, 9 to 17 in the workspace's time zone, no holidays");

const page = { offset: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(200).default(50) };
/** The counts whose deals are listed, and what each is. */
const counts = {
  way: "deals on the whole way, or as far as a stage",
  stage: "first stays in a stage",
  stays: "all stays in a stage",
  back: "stays that ended by a move back",
  again: "stays that began by coming back",
  found: "stays that an import found",
  unknown: "deals of unknown beginning",
  zombies: "open deals older than any that closed; with state open, all open deals",
  stalled: "stays longer than any that ended",
  jam: "what a jam is judged by",
  stock: "what stands in a stage at the end of the judged weeks",
  waits: "waits of the stays in a stage, by whom they are for; without a state those stays",
  waiting: "open deals by whom they wait for now",
  unlogged: "stays of deals about which nobody has logged an activity",
  aged: "deals still open at an age",
  team: "stays of deals that somebody has; passed: that ended in the busiest week",
  answers: "deals that an answer is owed in; passed: answered, open: not yet, lost: closed before",
} as const;
export const flowRecordsQuery = question.extend({
  ...page,
  of: z.enum(Object.keys(counts) as (keyof typeof counts)[]).describe(
    Object.entries(counts)
      .map(([name, meaning]) => `${name}: ${meaning}`)
      .join(". "),
  ),
  stage: z.string().max(60).optional(),
  state: z
    .enum(["passed", "lost", "open", "jumped", "late", "us", "customer"])
    .optional()
    .describe("passed (or reached), lost, open; of the way also: went past the stage, in view from an import on only; of waits: for whom"),
  age: z.coerce.number().int().min(0).max(10_000_000).default(0).describe("of `aged`: the age in minutes"),
  clock,
});
export type FlowRecordsQuestion = z.infer<typeof flowRecordsQuery>;
export const flowRecords = z.object({
  total: z.number().int(),
  sum: z.number().int().describe("each counts once, so it is the total"),
  money: z.number().describe("their values added up, minor units of the workspace's currency at today's rates"),
  records: z.array(
    z.object({
      kind: z.literal("deal"),
      id: z.uuid(),
      name: z.string().nullable(),
      at: z.string().describe("when it began, or entered the stage"),
      value: z.number().describe("1 each; of zombies and stalled the age in days"),
      currency: z.string().nullable(),
      valueMinor: z.number().nullable(),
      outcome: z.string().nullable(),
    }),
  ),
});
export type FlowRecords = z.infer<typeof flowRecords>;

export const flowsAnswer = z.object({
  pipelineId: z.uuid(),
  months: z.array(z.string()).describe("first day of each"),
  stages: z.array(
    z.object({
      ...stageWords,
      months: z.array(
        z.object({
          before: z.number().int(),
          entered: z.number().int(),
          next: z.number().int(),
          skipped: z.number().int(),
          back: z.number().int(),
          won: z.number().int(),
          lost: z.number().int(),
          after: z.number().int().describe("before + entered = next + skipped + back + won + lost + after"),
        }),
      ),
    }),
  ),
});
export type FlowsAnswer = z.infer<typeof flowsAnswer>;

export const durationsQuery = question.extend({
  clock,
});
export type DurationsQuestion = z.infer<typeof durationsQuery>;
const curve = z.array(
  z.object({ days: z.number(), share: z.number(), low: z.number(), high: z.number(), n: z.number().int().describe("watched at that age") }),
);
const stay = z.object({
  n: z.number().int(),
  ended: z.number().int(),
  open: z.number().int(),
  median: estimate.describe("days until half have left; null while more than half are still in, then see moreThanDays"),
  moreThanDays: z.number().nullable().describe("half have not left by then, the longest that any was watched"),
  mean: estimate.describe("mean days counted up to the horizon only (restricted mean)"),
  horizonDays: z.number(),
  naive: z.object({ n: z.number().int(), mean: z.number().nullable(), median: z.number().nullable() }).describe("of those that ended only"),
  curve: curve.describe("share still in, with its likely range"),
});
export const zombies = z.object({
  open: z.number().int().describe("open deals whose beginning is known"),
  older: z.number().int().describe("of them older than any deal that ever closed"),
  oldestClosedDays: z.number().nullable().describe("the age of the oldest deal when it closed; null below ten that closed"),
  closed: z.number().int(),
  unknownBeginning: z.number().int(),
  valueOpen: z.number().describe("of those with a value, minor units"),
  valueOlder: z.number(),
  withoutValue: z.number().int(),
  currency: z.string(),
  stages: z
    .array(
      z.object({
        ...stageWords,
        open: z.number().int(),
        older: z.number().int().describe("stand there longer than any that ever left it"),
        longestDays: z.number().nullable(),
        left: z.number().int(),
      }),
    )
    .describe("by the age of the stay, not of the deal"),
});
export type Zombies = z.infer<typeof zombies>;
const waitSide = z.object({
  share: estimate.describe("of the time of the stays; that of both sides is 1"),
  waits: z.number().int().describe("waits on this side; a stay has one each time the turn changes"),
  running: z.number().int().describe("of them not over"),
  median: estimate.describe("days until half of the waits are over"),
  moreThanDays: z.number().nullable(),
  now: z.number().int().describe("open deals that wait on this side now, whenever they came"),
});
const waits = z.object({
  stages: z.array(
    z.object({
      ...stageWords,
      stays: z.number().int().describe("stays that began in the period, of deals with an activity, where it is known whose turn it was"),
      leftOut: z.number().int().describe("stays of deals about which nobody has logged an activity: whose turn it is there is not known"),
      us: waitSide.describe("after the customer did something"),
      customer: waitSide.describe("after one of us did something"),
    }),
  ),
});
export type Waits = z.infer<typeof waits>;
const response = z.object({
  deals: z
    .number()
    .int()
    .describe(
      "began in the period, and an answer is owed: where people sell all, in an online shop those made by hand or that somebody has",
    ),
  answered: z.number().int().describe("somebody logged an activity about them before they closed"),
  waiting: z.number().int().describe("open, and nobody has"),
  unanswered: z.number().int().describe("closed before anybody did"),
  median: estimate.describe(
    "working days of eight hours until half are answered, from the beginning or from when the person became reachable",
  ),
  moreThanDays: z.number().nullable(),
  withinHour: estimate.describe("share answered within one working hour"),
  withinDay: estimate.describe("share answered within one working day of eight hours"),
});
export type Response = z.infer<typeof response>;
export const durationsAnswer = z.object({
  pipelineId: z.uuid(),
  clock: z.enum(clocks),
  from: z.string(),
  to: z.string(),
  whole: stay.extend({
    won: z
      .array(z.object({ days: z.number(), horizon: z.boolean(), share: estimate }))
      .describe("share won by so many days after the beginning"),
    ofWon: z.array(z.object({ share: z.number(), days: z.number().nullable() })).describe("of deals we win: by when so many of them are"),
    wonN: z.number().int(),
    decay: z
      .object({
        horizonDays: z.number().describe("won by then, counted from the beginning: the last age with ten in view"),
        points: z.array(
          z.object({
            days: z.number(),
            minutes: z.number().int().describe("the same, as the list of deals takes it"),
            chance: estimate.describe("n: still open then; null below ten of them, or below five that ended later"),
          }),
        ),
      })
      .describe("share won of deals still open at an age: associated with the age, not caused by it"),
  }),
  stages: z.array(stay.extend(stageWords)),
  waits: waits.nullable().describe("for whom stays wait; null where nobody logs activities about these deals"),
  response: response.nullable().describe("time to the first answer; null where nobody logs activities, or none is owed"),
  zombies,
  ...shownAt,
  seq: z.number().int(),
});
export type DurationsAnswer = z.infer<typeof durationsAnswer>;
export type Stay = z.infer<typeof stay>;

export const measureCauses = ["conversion", "cycle", "capacity", "zombies", "mix", "cancelled"] as const;
const measureWords = z.object({ title: z.string(), fits: z.string(), act: z.string(), sign: z.string() });
export const measure = z.object({ id: z.string(), cause: z.enum(measureCauses), en: measureWords, de: measureWords });
export type Measure = z.infer<typeof measure>;
export type MeasureCause = Measure["cause"];
export const measuresAnswer = z.object({ measures: z.array(measure) });

const jam = z.object({
  ...stageWords,
  entered: z.number().int().describe("stays that began in the period"),
  onward: z.number().int(),
  lost: z.number().int(),
  open: z.number().int(),
  conversion: estimate.describe("of those decided, share that was not lost; open stays counted while they were seen"),
  target: estimate.nullable().describe("the goal, or what the stage's own past comes to at today's mix"),
  targetOf: z.enum(["goal", "past"]).nullable(),
  goalMet: z.boolean().nullable(),
  notJudged: z.enum(["few_visits", "few_exits", "no_target"]).nullable(),
  loss: estimate.nullable().describe("revenue a month less than at the target; below 0 it brings more"),
  real: z.number().nullable().describe("chance that there is a gap"),
  top: z.number().nullable().describe("chance that it is the largest"),
  stands: z.boolean(),
  timing: z
    .object({
      days: estimate.describe("slower than the target"),
      held: estimate.describe("revenue that comes once by being faster"),
      stands: z.boolean(),
      targetOf: z.enum(["goal", "past"]),
    })
    .nullable(),
  capacity: z
    .object({
      arrivals: estimate,
      departures: estimate,
      load: estimate.describe("arrivals ÷ departures"),
      fills: z.boolean(),
      stock: z.number().int(),
      expected: estimate.describe("stock by Little's law: arrivals × time in"),
      alarm: z.boolean(),
    })
    .nullable(),
  team: z
    .object({
      people: z.number().int().describe("who have deals there"),
      arrivals: estimate.describe("of deals that somebody has"),
      perPerson: estimate.describe("that left in the busiest week ÷ people: what a person is taken to finish a week"),
      waits: z
        .array(z.object({ people: z.number().int(), wait: estimate }))
        .describe(
          "days until somebody takes a deal up, with one person fewer, as many, and one more; null where the queue grows without end",
        ),
    })
    .nullable()
    .describe("what a queue by Erlang's C starts from; null below 30 stays of deals that somebody has, or 10 that left"),
  mix: z
    .object({
      dimension: z.enum(["source", "category", "customers"]),
      key: z.string().describe("whose part has changed most"),
      effect: estimate.describe("of the conversion, from who comes in"),
      rate: estimate.describe("what the parts' own conversions changed"),
      loss: estimate.describe("revenue a month that the effect costs"),
    })
    .nullable(),
  causes: z.array(z.enum(measureCauses)),
  measures: z.array(z.string()),
});
export type Jam = z.infer<typeof jam>;

export const jamsAnswer = z.object({
  pipelineId: z.uuid(),
  from: z.string(),
  to: z.string(),
  pastFrom: z.string(),
  currency: z.string(),
  revenue: estimate.nullable().describe("a month, that the deals coming in lead to in the end"),
  verdict: z.enum(["too_early", "none", "one", "either"]),
  headline: z.array(z.string()).describe("stage ids; none: no jam stands out"),
  together: estimate.nullable().describe("what all gaps cost if they are closed at once"),
  jams: z.array(jam).describe("those that cost most first"),
  zombies: zombies.pick({ open: true, older: true, oldestClosedDays: true }),
  comparisons: z.number().int(),
  method: z.string(),
  ...shownAt,
  seq: z.number().int(),
});
export type JamsAnswer = z.infer<typeof jamsAnswer>;
