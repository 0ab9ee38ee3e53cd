import { Command } from "commander";
import type { Jam, JamsAnswer } from "#insights/flow/contract.ts";
import { table } from "../print.ts";
import { days, ranged, share, wholeMoney } from "./words.ts";
import { byOption, withReportOptions, type ReportOptions } from "./options.ts";
import { jamsInFull } from "./in-full.ts";
import { tell } from "./tell.ts";

const whyNot = { few_visits: "fewer than 30 stays", few_exits: "fewer than 10 went on or were lost", no_target: "no goal and no past" };

export function bottlenecksReport(): Command {
  const command = new Command("bottlenecks").description(
    "where revenue is lost a month, against the own goal or the own past; without --from of the last 13 weeks",
  );
  return withReportOptions(command.addOption(byOption())).action((options: ReportOptions) =>
    tell<JamsAnswer>(options, {
      path: "/api/insights/jams",
      held: ({ jams }) => jams.reduce((sum, { entered }) => sum + entered, 0),
      lines,
      inFull: jamsInFull,
    }),
  );
}

function lines(answer: JamsAnswer): string[] {
  const { from, to, pastFrom, jams, zombies, currency } = answer;
  return [
    `${from} to ${to}, against goals and the past since ${pastFrom}`,
    verdict(answer),
    ...table(
      jams.map((jam) => [
        `  ${jam.name}`,
        `${jam.entered} stays`,
        ranged(jam.conversion, share),
        lossOf(jam, currency),
        ...causesOf(jam, currency),
      ]),
    ),
    ...jams.flatMap(({ name, team }) => (team ? [teamLine(name, team)] : [])),
    ...(zombies.older > 0 ? [`${zombies.older} of ${zombies.open} open deals are older than any that ever closed`] : []),
  ];
}

function verdict({ verdict, headline, jams, currency }: JamsAnswer): string {
  if (verdict === "too_early") return "Too early to judge any stage.";
  if (verdict === "none") return "No jam stands out.";
  const named = headline.map((id) => jams.find(({ stage }) => stage === id)!);
  const told = named.map(
    ({ name, loss }) => `${name}: likely ${wholeMoney(loss!.low!, currency)} to ${wholeMoney(loss!.high!, currency)} a month`,
  );
  return told.join(", or ");
}

function lossOf({ loss, target, targetOf, real, notJudged, stands }: Jam, currency: string): string {
  if (notJudged) return `not judged: ${whyNot[notJudged]}`;
  if (!loss) return "no wins to price it by";
  const aim = `${targetOf === "goal" ? "goal" : "past"} ${share(target!.value)}`;
  return `${aim}, ${wholeMoney(loss.low!, currency)} to ${wholeMoney(loss.high!, currency)} a month, ${stands ? "stands" : "cannot be told from 0"} (P ${real!.toFixed(2)})`;
}

function causesOf({ timing, capacity, mix }: Jam, currency: string): string[] {
  return [
    [
      timing?.stands ? `${timing.days.value!.toFixed(1)} days slower, ${wholeMoney(timing.held.value!, currency)} held back once` : "",
      capacity?.fills ? `fills up: ${capacity.arrivals.value!.toFixed(1)} in, ${capacity.departures.value!.toFixed(1)} out a week` : "",
      mix ? `mix by ${mix.dimension} (${mix.key}): ${share(mix.effect.value)}` : "",
    ]
      .filter(Boolean)
      .join("; "),
  ];
}

/** Wait by people, at what the busiest week got done for each of them. */
function teamLine(name: string, { arrivals, perPerson, waits }: NonNullable<Jam["team"]>): string {
  const told = waits.map(
    ({ people, wait }) => `with ${people} ${wait.value === null ? "it grows without end" : `a wait of ${days(wait.value)}`}`,
  );
  return `${name}, deals that somebody has: ${arrivals.value!.toFixed(1)} come in a week; if each finishes ${perPerson.value!.toFixed(1)} a week, as in the busiest one: ${told.join(", ")}`;
}
