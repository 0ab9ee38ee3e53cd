import { Command } from "commander";
import { backtestReport } from "./backtest.ts";
import { forecastReport } from "./forecast.ts";
import { metricsReport } from "./metrics.ts";

export function reportCommand(): Command {
  return new Command("report")
    .description("the numbers")
    .addCommand(metricsReport())
    .addCommand(forecastReport())
    .addCommand(backtestReport());
}
