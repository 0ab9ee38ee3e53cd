import { Command } from "commander";
import { metricsReport } from "./metrics.ts";
import { repeatReport } from "./repeat.ts";
import { scoreReport } from "./score.ts";

export function reportCommand(): Command {
  return new Command("report").description("the numbers").addCommand(metricsReport()).addCommand(scoreReport()).addCommand(repeatReport());
}
