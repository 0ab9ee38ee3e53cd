import { Command } from "commander";
import { bottlenecksReport } from "./bottlenecks.ts";
import { durationsReport } from "./durations.ts";
import { funnelReport } from "./funnel.ts";
import { backtestReport } from "./backtest.ts";
import { forecastReport } from "./forecast.ts";
import { metricsReport } from "./metrics.ts";
import { repeatReport } from "./repeat.ts";
import { salesReport } from "./sales.ts";
import { scoreReport } from "./score.ts";
import { trendsReport } from "./trends.ts";

export function reportCommand(): Command {
  return new Command("report")
    .description("the numbers")
    .addCommand(metricsReport())
    .addCommand(funnelReport())
    .addCommand(durationsReport())
    .addCommand(bottlenecksReport())
    .addCommand(forecastReport())
    .addCommand(backtestReport())
    .addCommand(scoreReport())
    .addCommand(repeatReport())
    .addCommand(trendsReport())
    .addCommand(salesReport());
}
