import type { Figure, MetricsAnswer } from "#insights/contract.ts";
import type { Cohort, DurationsAnswer, FunnelAnswer, Jam, JamsAnswer, Stay, Zombies } from "#insights/flow/contract.ts";
import { said } from "./said.ts";

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

function cohortInFull(cohort: Cohort): object {
  const { deals, won, lost, open, lateEntry, from, to, naive, occupation } = cohort;
  const words = { n: deals, undecided: open, from, to };
  // Of deals watched from their beginning only.
  const at = (share: number) => said(share, "share", { ...words, n: deals - lateEntry, method: "Aalen–Johansen state occupation" });
  return {
    ...cohort,
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

export function durationsInFull({ whole, stages, zombies, ...rest }: DurationsAnswer): object {
  const { from, to } = rest;
  return {
    ...rest,
    whole: {
      ...whole,
      ...stayInFull(whole),
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
    zombies: zombiesInFull(zombies, rest.asOf.slice(0, 10)),
  };
}

function stayInFull({ n, open, naive, moreThanDays, median: { from, to } }: Stay): object {
  const ended = { n: naive.n, from, to };
  return {
    moreThanDays: said(moreThanDays, "days", { n, undecided: open, method: "half have not left by then", from, to }),
    naive: {
      n: naive.n,
      mean: said(naive.mean, "days", { ...ended, method: "mean of those that ended" }),
      median: said(naive.median, "days", { ...ended, method: "middle of those that ended" }),
    },
  };
}

function zombiesInFull(
  { open, older, closed, withoutValue, valueOpen, valueOlder, oldestClosedDays, currency, stages, ...own }: Zombies,
  day: string,
): object {
  const now = { from: day, to: day };
  return {
    ...own,
    open,
    older,
    closed,
    withoutValue,
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
      longestDays: said(longestDays, "days", { ...now, n: stage.left, method: "longest stay of any that left" }),
    })),
  };
}

export function jamsInFull({ jams, zombies, ...rest }: JamsAnswer): object {
  const day = rest.asOf.slice(0, 10);
  return {
    ...rest,
    jams: jams.map(jamInFull),
    zombies: {
      ...zombies,
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
  const { entered, open, real, top, conversion } = jam;
  const words = { n: entered, undecided: open, from: conversion.from, to: conversion.to };
  return {
    ...jam,
    real: said(real, "share", { ...words, method: "share of the draws with a gap" }),
    top: said(top, "share", { ...words, method: "share of the draws in which the gap is the largest" }),
  };
}
