import { Command } from "commander";
import { metricsReport } from "./metrics.ts";

export function reportCommand(): Command {
  return new Command("report").description("the numbers").addCommand(metricsReport());
}
