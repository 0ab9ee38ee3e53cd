import { Command } from "commander";
import type { ScoreAnswer } from "#insights/score/contract.ts";
import { table } from "../print.ts";
import { byOption, withReportOptions, type Days, type ReportOptions } from "./options.ts";
import { scoreInFull } from "./in-full-models.ts";
import { tell } from "./tell.ts";

const says: Record<ScoreAnswer["state"], string> = {
  tooEarly: "too early to say",
  rates: "rates by stage and age",
  noSignal: "no signal beyond stage and age: the score goes by these alone",
  features: "features tell more than stage and age",
};

const days: Days = { own: "the score learns from all days; of a past day ask with --as-of" };

export function scoreReport(): Command {
  const command = new Command("score").description(
    "the chance to win: what it was learnt from, whether it knows anything, how right it was",
  );
  return withReportOptions(command.addOption(byOption()), days).action((options: ReportOptions) =>
    tell<ScoreAnswer>(options, {
      path: "/api/insights/score",
      days,
      held: ({ open, check }) => open.deals + (check?.n ?? 0),
      lines,
      inFull: scoreInFull,
    }),
  );
}

function lines({ state, learnt, check, open, refused, uses }: ScoreAnswer): string[] {
  return [
    `${says[state]} (${state})`,
    `learnt from ${learnt.deals} deals, ${learnt.from} to ${learnt.to}: ${learnt.won} won, ${learnt.lost} lost, ${learnt.open} open (${learnt.needed} of each needed)`,
    ...(uses.length > 0 ? [`uses ${uses.join(", ")}`] : []),
    ...refused.map(({ factor, filled, after }) => `does not use ${factor}: ${after} of ${filled} were filled only at or after the outcome`),
    ...(check ? checkLines(check) : ["no check yet: the history is too short"]),
    `open: ${open.deals} deals, likely to be won: ${rangeOf(open.expectedWon)}, ${open.olderThanAnyWon} older than any that was ever won`,
  ];
}

function checkLines(check: NonNullable<ScoreAnswer["check"]>): string[] {
  const rows = (["shown", "plain", "full"] as const).map((name) => [
    name,
    `Brier ${check[name].brier.toFixed(4)}`,
    `log loss ${check[name].logLoss.toFixed(4)}`,
    `AUC ${check[name].auc?.toFixed(3) ?? "–"}`,
    `slope ${check[name].slope?.toFixed(2) ?? "–"}`,
  ]);
  const bins = check.bins.map(({ from, to, given, came }) => [
    `given ${percent(from)}–${percent(to)}`,
    `mean ${percent(given)}`,
    `${came.n} deals`,
    came.value === null ? "too few" : `${percent(came.value)} won`,
  ]);
  return [
    `checked on ${check.n} deals, ${check.from} to ${check.to}, won within ${check.horizonDays.toFixed(1)} days: given ${percent(check.given)}, came ${percent(check.came)}`,
    ...table(rows),
    ...table(bins),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function rangeOf({ value, low, high }: ScoreAnswer["open"]["expectedWon"]): string {
  return value === null ? "too early to say" : `${low?.toFixed(0)}–${high?.toFixed(0)}, the middle ${value.toFixed(0)}`;
}
