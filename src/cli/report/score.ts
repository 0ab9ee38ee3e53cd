import { Command } from "commander";
import type { ScoreAnswer } from "#insights/score/contract.ts";
import { print, table } from "../print.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";
import { share } from "./words.ts";

const says: Record<ScoreAnswer["state"], string> = {
  tooEarly: "too early to say",
  rates: "rates by stage and age",
  noSignal: "no signal beyond stage and age: the score goes by these alone",
  features: "features tell more than stage and age",
};

export function scoreReport(): Command {
  const command = new Command("score").description(
    "the chance to win: what it was learnt from, whether it knows anything, how right it was",
  );
  return withReportOptions(command).action(async (options: ReportOptions) => {
    const { client, query } = await askOf(options);
    const answer = await client.get<ScoreAnswer>("/api/insights/score", query);
    const { learnt, check, open, refused } = answer;
    print(options.json, answer, [
      `${says[answer.state]} (${answer.state})`,
      `learnt from ${learnt.deals} deals, ${learnt.from} to ${learnt.to}: ${learnt.won} won, ${learnt.lost} lost, ${learnt.open} open (${learnt.needed} of each needed)`,
      ...(answer.uses.length > 0 ? [`uses ${answer.uses.join(", ")}`] : []),
      ...refused.map(
        ({ factor, filled, after }) => `does not use ${factor}: ${after} of ${filled} were filled only at or after the outcome`,
      ),
      ...(check ? checkLines(check) : ["no check yet: the history is too short"]),
      `open: ${open.deals} deals, likely to be won: ${rangeOf(open.expectedWon)}, ${open.olderThanAnyWon} older than any that was ever won`,
    ]);
  });
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
    `given ${share(from)}–${share(to)}`,
    `mean ${share(given)}`,
    `${came.n} deals`,
    came.value === null ? "too few" : `${share(came.value)} won`,
  ]);
  return [
    `checked on ${check.n} deals, ${check.from} to ${check.to}, won within ${check.horizonDays.toFixed(1)} days: given ${share(check.given)}, came ${share(check.came)}`,
    ...table(rows),
    ...table(bins),
  ];
}

function rangeOf({ value, low, high }: ScoreAnswer["open"]["expectedWon"]): string {
  return value === null ? "too early to say" : `${low?.toFixed(0)}–${high?.toFixed(0)}, the middle ${value.toFixed(0)}`;
}
