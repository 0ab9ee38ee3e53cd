import { dayOf } from "#base/clock.ts";
import { withOneMoreOrFewer } from "#stats/flow/queue.ts";
import type { Period } from "../period.ts";
import type { PipelineScope } from "./asked.ts";
import type { Jam, JamsAnswer } from "./contract.ts";
import { estimateOf } from "./estimates.ts";
import { exitsToJudge, visitsToJudge } from "./find-jams.ts";
import type { Passage, Team, Windows } from "./jam-counts.ts";
import type { Mix } from "./jam-mix.ts";

/** Bare numbers of a stage's wait against its target; days and minor units. */
export type Timing = {
  days: number;
  lowDays: number;
  highDays: number;
  held: number;
  low: number;
  high: number;
  stands: boolean;
  targetOf: "goal" | "past";
};

/** Bare numbers of what comes into a stage and leaves it a week. */
export type Capacity = {
  arrivals: number;
  departures: number;
  load: number | null;
  fills: boolean;
  stock: number;
  expected: number | null;
  alarm: boolean;
};

type Ground = { n: number; undecided: number; currency: string; period: Pick<Period, "from" | "to"> };

/** What says the numbers of a jam as estimates: all of the same stays, in the same period. */
export function worded({ n, undecided, currency, period }: Ground) {
  const within = { period };
  return {
    loss: ({ low, middle, high }: { low: number; middle: number; high: number }) =>
      estimateOf("money per month", { value: middle, low, high, n, undecided, currency, method: "middle of 2,000 draws of rows, targets and values" }, within), // prettier-ignore
    revenue: (value: number, wins: number) =>
      estimateOf("money per month", { value, n: wins, undecided: 0, currency, method: "deals that come in × what they lead to × value of a win" }, within), // prettier-ignore
    timing: ({ days, lowDays, highDays, held, low, high, stands, targetOf }: Timing): Jam["timing"] => {
      const method = "restricted mean of the stays less the target's";
      return {
        days: estimateOf("days", { value: days, low: lowDays, high: highDays, n, undecided, method }, within),
        held: estimateOf("money", { value: held, low, high, n, undecided, currency, method: "days slower × revenue that passes a day" }, within), // prettier-ignore
        stands,
        targetOf,
      };
    },
    capacity: (
      { arrivals, departures, load, fills, stock, expected, alarm }: Capacity,
      { entered, gone }: Pick<Passage, "entered" | "gone">,
    ): Jam["capacity"] => ({
      arrivals: estimateOf("count per week", { value: arrivals, n: entered, undecided: 0, method: "stays that began ÷ weeks" }, within),
      departures: estimateOf("count per week", { value: departures, n: gone, undecided: 0, method: "stays that ended ÷ weeks" }, within),
      load: estimateOf("number", { value: load, n: entered + gone, undecided: 0, method: "arrivals ÷ departures" }, within),
      fills,
      stock,
      expected: estimateOf("count", { value: expected, n: entered, undecided: 0, method: "Little's law: arrivals × time in" }, within),
      alarm,
    }),
    team: (team: Team | undefined, weeks: number): Jam["team"] => {
      if (!team || team.had < visitsToJudge || team.finished < exitsToJudge) return null;
      const { people, had, busiest } = team;
      const method = "deals somebody has that left in the busiest week ÷ people who have deals there";
      return {
        people,
        arrivals: estimateOf("count per week", { value: had / weeks, n: had, undecided: 0, method: "stays that began, of deals somebody has ÷ weeks" }, within), // prettier-ignore
        waits: withOneMoreOrFewer(people, had / weeks, busiest / people).map(({ people: n, queue }) => ({
          people: n,
          wait: estimateOf("days", { value: queue && queue.wait * 7, n: had, undecided: 0, method: "Erlang's C" }, within),
        })),
        perPerson: estimateOf("count per week", { value: busiest / people, n: busiest, undecided: 0, method }, within),
      };
    },
    mix: ({ dimension, key, effect, rate }: Mix, loss: number | null): Jam["mix"] => {
      const parts = "change of the conversion told apart into who comes in and each part's own";
      return {
        dimension,
        key,
        effect: estimateOf("share", { value: effect, n, undecided, method: parts }, within),
        rate: estimateOf("share", { value: rate, n, undecided, method: parts }, within),
        loss: estimateOf("money per month", { value: loss, n, undecided, currency, method: "the stage's conversion without the effect, priced" }, within), // prettier-ignore
      };
    },
  };
}

/** What a stage is held against: a goal as it was set, or its own past, which lies before the period. */
export function targetSaid(
  { targetOf, pastN }: { targetOf: Jam["targetOf"]; pastN: number },
  value: number,
  { pastFromMs, fromMs, toMs }: Windows,
  { timeZone }: Pick<PipelineScope, "timeZone">,
): JamsAnswer["jams"][number]["target"] {
  const day = (ms: number) => dayOf(ms, timeZone);
  if (targetOf === "goal")
    return estimateOf("share", { value, n: 0, undecided: 0, method: "a goal that was set" }, { period: { from: day(fromMs), to: day(toMs - 1) } }); // prettier-ignore
  const method = "own past, pooled and shrunk, at today's mix";
  return estimateOf("share", { value, n: Math.round(pastN), undecided: 0, method }, { period: { from: day(pastFromMs), to: day(fromMs - 1) } }); // prettier-ignore
}
