import { Command, Option } from "commander";
import type { DurationsAnswer, Stay } from "#insights/flow/contract.ts";
import { table } from "../print.ts";
import { days, ranged, share, wholeMoney } from "./words.ts";
import { byOption, withReportOptions, type ReportOptions } from "./options.ts";
import { durationsInFull } from "./in-full.ts";
import { tell } from "./tell.ts";

export function durationsReport(): Command {
  const command = new Command("durations")
    .description("how long deals and stages take, open ones counted while they were seen")
    .addOption(new Option("--clock <clock>", "calendar days, or working days of eight hours").choices(["calendar", "working"]));
  return withReportOptions(command.addOption(byOption())).action(({ clock, ...options }: ReportOptions & { clock?: string }) =>
    tell<DurationsAnswer>(options, {
      path: "/api/insights/durations",
      more: { clock },
      held: ({ whole, stages }) => whole.n + stages.reduce((sum, { n }) => sum + n, 0),
      lines,
      inFull: durationsInFull,
    }),
  );
}

function lines({ whole, stages, zombies, from, to, clock }: DurationsAnswer): string[] {
  return [
    `${from} to ${to}${clock === "working" ? ", working days of eight hours" : ""}`,
    ...table([line("From beginning to close", whole), ...stages.map((stage) => line(`  ${stage.name}`, stage))]),
    ...whole.won.map((at) => `Won by day ${at.days.toFixed(0)}: ${ranged(at.share, share)}`),
    `Of deals we win: ${whole.ofWon.map((one) => `${share(one.share)} within ${days(one.days)}`).join(", ")}`,
    zombies.oldestClosedDays === null
      ? `${zombies.open} open deals; too few have closed to say which are too old`
      : `${zombies.older} of ${zombies.open} open deals are older than any that ever closed (${zombies.oldestClosedDays} days)${zombies.valueOpen > 0 ? `, ${wholeMoney(zombies.valueOlder, zombies.currency)} of ${wholeMoney(zombies.valueOpen, zombies.currency)} in value` : ""}`,
  ];
}

function line(name: string, { n, open, median, moreThanDays, mean, naive }: Stay): string[] {
  const middle = moreThanDays === null ? ranged(median, days) : `more than ${days(moreThanDays)}, mean ${ranged(mean, days)}`;
  return [
    name,
    `median ${middle}`,
    `n ${n}, ${open} still open`,
    `closed ones only: mean ${days(naive.mean)}, median ${days(naive.median)}`,
  ];
}
