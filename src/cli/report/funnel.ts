import { Command } from "commander";
import type { Cohort, FunnelAnswer } from "#insights/flow/contract.ts";
import { table } from "../print.ts";
import { ranged, share } from "./words.ts";
import { byOption, withReportOptions, type ReportOptions } from "./options.ts";
import { funnelInFull } from "./in-full.ts";
import { tell } from "./tell.ts";

export function funnelReport(): Command {
  const command = new Command("funnel")
    .description("what became of the deals that began in the period, open ones counted as open")
    .option("--compare <what>", "beside it: previous, or what differs, as source=newsletter or from=2026-01-01&to=2026-03-31");
  return withReportOptions(command.addOption(byOption())).action(({ compare, ...options }: ReportOptions & { compare?: string }) =>
    tell<FunnelAnswer>(options, {
      path: "/api/insights/funnel",
      more: { compare },
      held: ({ cohort }) => cohort.deals + cohort.stages.reduce((sum, { entered }) => sum + entered, 0),
      lines: ({ cohort, compared, jumpedStages }) => [
        ...lines(cohort),
        ...(compared ? ["", "Compared with", ...lines(compared)] : []),
        "",
        jumpedStages,
      ],
      inFull: funnelInFull,
    }),
  );
}

function lines({ from, to, deals, won, lost, open, hatched, horizonDays, lowered, way, stages, naive, occupation }: Cohort): string[] {
  return [
    `${from} to ${to}: ${deals} deals began, ${won} won, ${lost} lost, ${open} still open${hatched ? " (over a fifth undecided)" : ""}`,
    `Come as far within ${horizonDays.toFixed(0)} days${lowered ? " (fewer than ten were watched for longer)" : ""}:`,
    ...table(
      way.map((step) => [
        `  ${step.name}`,
        ranged(step.share, share),
        `undecided ${share(step.openShare.value)}`,
        `reached ${step.reached}, lost ${step.lost}, open ${step.open}, past it ${step.jumped}`,
      ]),
    ),
    "Of those that entered a stage:",
    ...table(
      stages.map((step) => [
        `  ${step.name}`,
        `n ${step.entered}`,
        `on ${ranged(step.next, share)}`,
        `lost ${share(step.lostShare.value)}`,
        `undecided ${share(step.openShare.value)}`,
        `within ${step.horizonDays.toFixed(0)} days`,
        `back ${step.back}, again ${step.again}`,
      ]),
    ),
    ...occupation.map(
      (at) =>
        `After ${at.days} days: won ${share(at.won)}, lost ${share(at.lost)}, still on the way ${share(at.stages.reduce((sum, one) => sum + one.share, 0))}`,
    ),
    `Other tools would say: won ÷ all ${share(naive.wonOfAll)}, won ÷ closed ${share(naive.wonOfClosed)}`,
  ];
}
