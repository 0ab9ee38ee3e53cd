import { Command, Option } from "commander";
import type { DurationsAnswer, Response, Stay, Waits } from "#insights/flow/contract.ts";
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

function lines({ whole, stages, waits, response, zombies, from, to, clock }: DurationsAnswer): string[] {
  return [
    `${from} to ${to}${clock === "working" ? ", working days of eight hours" : ""}`,
    ...table([line("From beginning to close", whole), ...stages.map((stage) => line(`  ${stage.name}`, stage))]),
    ...whole.won.map((at) => `Won by day ${at.days.toFixed(0)}: ${ranged(at.share, share)}`),
    `Of deals we win: ${whole.ofWon.map((one) => `${share(one.share)} within ${days(one.days)}`).join(", ")}`,
    ...decayLines(whole.decay),
    ...waitLines(waits),
    ...(response ? [answerLine(response)] : []),
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

function decayLines({ points, horizonDays }: DurationsAnswer["whole"]["decay"]): string[] {
  const told = points.filter(({ chance }) => chance.value !== null);
  if (told.length < 2) return ["Too early to say what becomes of deals that stay open for long"];
  return [
    `Still open after so many days, won by day ${horizonDays.toFixed(0)} (associated with the age, not caused by it):`,
    ...table(told.map(({ days: age, chance }) => [`  ${days(age)}`, ranged(chance, share), `n ${chance.n}`])),
  ];
}

function waitLines(waits: DurationsAnswer["waits"]): string[] {
  if (!waits) return ["Whom deals wait for is not known: nobody has logged an activity about them"];
  return [
    "Whom stays wait for, of deals with an activity:",
    ...table(
      waits.stages.map(({ name, stays, leftOut, us, customer }) => [
        `  ${name}`,
        `for us ${waitOf(us)}`,
        `for the customer ${waitOf(customer)}`,
        `n ${stays}, ${leftOut} without an activity left out`,
      ]),
    ),
  ];
}

function waitOf({ share: part, median, moreThanDays, waits, now }: Waits["stages"][number]["us"]): string {
  const half = moreThanDays === null ? days(median.value) : `more than ${days(moreThanDays)}`;
  return `${ranged(part, share)}, median ${half} of ${waits}, ${now} now`;
}

function answerLine({ deals, waiting, unanswered, median, moreThanDays, withinHour, withinDay }: Response): string {
  const half = moreThanDays === null ? ranged(median, days) : `more than ${days(moreThanDays)}`;
  return `First answer, in working days of eight hours: median ${half}, within an hour ${ranged(withinHour, share)}, within a day ${ranged(withinDay, share)}; n ${deals}, ${waiting} open without one, ${unanswered} closed without one`;
}
