import type { Figure, MetricsAnswer } from "#insights/contract.ts";
import type { Cohort, DurationsAnswer, FunnelAnswer, Jam, JamsAnswer, Stay, Waits, Zombies } from "#insights/flow/contract.ts";
import { counted, drawn, said } from "./said.ts";

const besides: Record<Figure["beside"][number]["name"], string> = {
  wonOfAll: "won ÷ all",
  wonOfDecided: "won ÷ decided",
  medianToClose: "middle of the time to close, open ones counted while they were seen",
  reallyWon: "money won ÷ days",
  winRateByValue: "money won ÷ money decided",
  unshrunk: "not shrunk to the team's mean",
};

export function metricsInFull({ metrics, groups, ...rest }: MetricsAnswer): object {
  const all = (figures: MetricsAnswer["metrics"]) => Object.fromEntries(Object.entries(figures).map(([name, own]) => [name, figure(own)]));
  return { metrics: all(metrics), ...(groups && { groups: groups.map((group) => ({ ...group, metrics: all(group.metrics) })) }), ...rest };
}

function figure(own: Figure): object {
  const { unit, n, undecided, currency, from, to, change, median, beside } = own;
  const words = { n, undecided, currency, from, to };
  return {
    ...own,
    ...(median !== undefined && { median: said(median, unit, { ...words, method: "the middle one" }) }),
    change: change && {
      ...said(change.value, unit, { ...words, ...change, n: n + (own.previous?.n ?? 0), method: "figure less that of the period before" }),
      meaningful: change.meaningful,
    },
    beside: beside.map(({ name, value, unit: of }) => ({ name, ...said(value, of, { ...words, method: besides[name] }) })),
  };
}

export function funnelInFull({ cohort, compared, differences, ...rest }: FunnelAnswer): object {
  return {
    ...rest,
    cohort: cohortInFull(cohort),
    compared: compared && cohortInFull(compared),
    differences: differences.map(({ difference, chance, ...own }) => {
      const n = nOf(cohort, own) + (compared ? nOf(compared, own) : 0);
      const words = { n, from: cohort.from, to: cohort.to };
      return {
        ...own,
        difference: said(difference, "share", { ...words, method: "share of the first less that of the second" }),
        chance: said(chance, "share", { ...words, method: "of such a difference if there were none, adjusted for all compared" }),
      };
    }),
  };
}

function nOf({ way, stages }: Cohort, { part, stage }: Pick<FunnelAnswer["differences"][number], "part" | "stage">): number {
  if (part === "way") return way.find((step) => step.stage === stage)?.share.n ?? 0;
  return stages.find((step) => step.stage === stage)?.next.n ?? 0;
}

const states = { lost: "lost since", open: "not decided yet" };

function cohortInFull(cohort: Cohort): object {
  const { deals, won, lost, open, lateEntry, from, to, naive, occupation } = cohort;
  const period = { from, to };
  const words = { n: deals, undecided: open, from, to };
  // Of deals watched from their beginning only.
  const at = (share: number) => said(share, "share", { ...words, n: deals - lateEntry, method: "Aalen–Johansen state occupation" });
  return {
    ...cohort,
    ...counted(
      cohort,
      {
        ...states,
        deals: "deals that began",
        won: "won since",
        unknownBeginning: "open deals that an import found, whose beginning is not known",
        lateEntry: "deals in view from an import on",
      },
      period,
    ),
    way: cohort.way.map((step) => ({
      ...step,
      ...counted(
        step,
        {
          reached: "deals that stood here or further along",
          lost: "deals lost before",
          open: "deals still on the way here",
          jumped: "deals that went past without standing here",
        },
        period,
      ),
    })),
    stages: cohort.stages.map((step) => ({
      ...step,
      ...counted(
        step,
        {
          ...states,
          entered: "deals that entered for the first time",
          passed: "of them further along since",
          jumped: "deals of the cohort that went past",
          again: "stays by which deals came back",
          back: "stays that ended by a move back",
          found: "deals that an import found here",
        },
        period,
      ),
    })),
    naive: {
      wonOfAll: said(naive.wonOfAll, "share", { ...words, method: "won ÷ all" }),
      wonOfClosed: said(naive.wonOfClosed, "share", { ...words, n: won + lost, undecided: 0, method: "won ÷ (won + lost)" }),
    },
    occupation: occupation.map((one) => ({
      days: one.days,
      stages: one.stages.map(({ stage, share }) => ({ stage, share: at(share) })),
      won: at(one.won),
      lost: at(one.lost),
    })),
  };
}

export function durationsInFull({ whole, stages, waits, response, zombies, ...rest }: DurationsAnswer): object {
  const { from, to } = rest;
  return {
    ...rest,
    whole: {
      ...whole,
      ...stayInFull(whole),
      ...counted(whole, { wonN: "deals won" }, { from, to }),
      decay: {
        horizonDays: whole.decay.horizonDays,
        ...drawn(
          whole.decay.points.map(({ days, chance: { value, low, high, n } }) => ({ days, value, low, high, n })),
          "share",
          { n: whole.n, undecided: whole.open, level: 0.8, method: whole.decay.points[0]?.chance.method ?? "", from, to },
        ),
      },
      ofWon: whole.ofWon.map(({ share, days }) => ({
        share,
        days: said(days, "days", {
          n: whole.n,
          undecided: whole.open,
          method: "age by which so many of the deals we win are won",
          from,
          to,
        }),
      })),
    },
    stages: stages.map((stage) => ({ ...stage, ...stayInFull(stage) })),
    waits: waits && {
      stages: waits.stages.map(({ us, customer, ...stage }) => ({
        ...stage,
        ...counted(
          stage,
          { stays: "stays of deals with an activity, where it is known whose turn it was", leftOut: "stays of deals without an activity" },
          { from, to },
        ),
        us: sideInFull(us, rest.day),
        customer: sideInFull(customer, rest.day),
      })),
    },
    response: response && {
      ...response,
      ...counted(
        response,
        {
          deals: "deals that an answer is owed in",
          answered: "answered before they closed",
          waiting: "open, and not answered yet",
          unanswered: "closed before an answer",
        },
        { from, to },
      ),
      moreThanDays: said(response.moreThanDays, "days", {
        n: response.deals,
        undecided: response.waiting,
        method: "half are not answered by then",
        from,
        to,
      }),
    },
    zombies: zombiesInFull(zombies, rest.day),
  };
}

function sideInFull({ moreThanDays, ...side }: Waits["stages"][number]["us"], day: string): object {
  const { from, to } = side.median;
  return {
    ...side,
    ...counted(side, { waits: "waits that began in these stays", running: "of them not over" }, { from, to }),
    ...counted(side, { now: "open deals that wait here now" }, { from: day, to: day }),
    moreThanDays: said(moreThanDays, "days", {
      n: side.waits,
      undecided: side.running,
      method: "half of the waits were not over by then",
      from,
      to,
    }),
  };
}

function stayInFull(stay: Stay): object {
  const { n, open, naive, moreThanDays, curve, median } = stay;
  const { from, to } = median;
  const ended = { n: naive.n, from, to };
  return {
    ...counted(stay, { ended: "ended by any cause", open: "not ended yet" }, { from, to }),
    curve: drawn(
      curve.map(({ days, share, low, high, n: watched }) => ({ days, value: share, low, high, n: watched })),
      "share",
      { n, undecided: open, level: 0.8, method: "share still in (Kaplan–Meier); n: watched at that age", from, to },
    ),
    moreThanDays: said(moreThanDays, "days", { n, undecided: open, method: "half have not left by then", from, to }),
    naive: {
      n: naive.n,
      mean: said(naive.mean, "days", { ...ended, method: "mean of those that ended" }),
      median: said(naive.median, "days", { ...ended, method: "middle of those that ended" }),
    },
  };
}

function zombiesInFull(zombies: Zombies, day: string): object {
  const { open, older, closed, withoutValue, valueOpen, valueOlder, oldestClosedDays, currency, stages } = zombies;
  const now = { from: day, to: day };
  return {
    ...counted(
      zombies,
      {
        open: "open deals whose beginning is known",
        older: "of them older than any that closed",
        closed: "deals that closed",
        unknownBeginning: "open deals whose beginning is not known",
        withoutValue: "open deals without a value",
      },
      now,
    ),
    currency,
    oldestClosedDays: said(oldestClosedDays, "days", { ...now, n: closed, method: "age of the oldest deal when it closed" }),
    valueOpen: said(valueOpen, "money", {
      ...now,
      n: open - withoutValue,
      undecided: open - withoutValue,
      currency,
      method: "sum of open deals",
    }),
    valueOlder: said(valueOlder, "money", {
      ...now,
      n: older,
      undecided: older,
      currency,
      method: "sum of those older than any that closed",
    }),
    stages: stages.map(({ longestDays, ...stage }) => ({
      ...stage,
      ...counted(stage, { open: "deals that stand there", older: "of them longer than any that left", left: "stays that ended" }, now),
      longestDays: said(longestDays, "days", { ...now, n: stage.left, method: "longest stay of any that left" }),
    })),
  };
}

export function jamsInFull({ jams, zombies, ...rest }: JamsAnswer): object {
  const { day } = rest;
  return {
    ...rest,
    jams: jams.map(jamInFull),
    zombies: {
      ...counted(
        zombies,
        { open: "open deals whose beginning is known", older: "of them older than any that closed" },
        { from: day, to: day },
      ),
      oldestClosedDays: said(zombies.oldestClosedDays, "days", {
        n: zombies.open,
        undecided: zombies.open,
        method: "age of the oldest deal when it closed; beside it the open deals",
        from: day,
        to: day,
      }),
    },
  };
}

function jamInFull(jam: Jam): object {
  const { entered, open, real, top, conversion, capacity } = jam;
  const period = { from: conversion.from, to: conversion.to };
  const words = { n: entered, undecided: open, ...period };
  return {
    ...jam,
    ...counted(jam, { entered: "stays that began", onward: "went on", lost: "lost in it", open: "not decided yet" }, period),
    capacity: capacity && {
      ...capacity,
      ...counted(capacity, { stock: "deals that stand there at the end" }, { from: period.to, to: period.to }),
    },
    real: said(real, "share", { ...words, method: "share of the draws with a gap" }),
    top: said(top, "share", { ...words, method: "share of the draws in which the gap is the largest" }),
  };
}
