import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DurationsAnswer } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import { afterDays } from "./day-words.ts";
import classes from "./funnel.module.css";

type Props = {
  decay: DurationsAnswer["whole"]["decay"];
  clock: DurationsAnswer["clock"];
  onRecords: (count: string) => void;
};

/** The share won of deals that were still open at an age. */
export function Decay({ decay, clock, onRecords }: Props) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const points = useMemo(() => decay.points.filter(({ chance }) => chance.value !== null), [decay]);
  const option = useMemo(
    () => (colors: ChartColors) => {
      const band = { type: "line", symbol: "none", silent: true, lineStyle: { opacity: 0 }, stack: "band" } as const;
      return {
        xAxis: { type: "value", min: 0, max: points.at(-1)?.days ?? 1, ...axisStyle(colors), splitLine: { show: false } },
        yAxis: {
          type: "value",
          min: 0,
          max: 1,
          interval: 0.25,
          ...axisStyle(colors),
          axisLine: { show: false },
          axisLabel: { color: colors.ink3, fontSize: 11.5, formatter: (value: number) => format.percent(value) },
        },
        tooltip: { show: false },
        series: [
          { ...band, data: points.map(({ days, chance }) => [days, chance.low]) },
          { ...band, data: points.map(({ days, chance }) => [days, chance.high! - chance.low!]), areaStyle: { color: colors.tealSoft } },
          {
            type: "line",
            symbol: "circle",
            symbolSize: 5,
            data: points.map(({ days, chance }) => [days, chance.value]),
            lineStyle: { color: colors.teal, width: 2 },
            itemStyle: { color: colors.teal },
          },
        ],
      };
    },
    [points, format],
  );
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2)
    return (
      <div className={classes.block}>
        <h3 className={classes.sentence}>{t("decay.early")}</h3>
      </div>
    );
  const lower = last.chance.high! < first.chance.low!;
  return (
    <div className={classes.block}>
      <Chart
        level={3}
        sentence={
          <>
            {t(lower ? "decay.less" : "decay.same", {
              days: afterDays(last.days, format, clock),
              share: format.percent(last.chance.value!),
            })}{" "}
            <span>{t("decay.first", { share: format.percent(first.chance.value!) })}</span>
          </>
        }
        option={option}
        height={170}
        table={[
          [t("decay.age"), t("decay.won"), t("durations.bandHead"), t("decay.n")],
          ...points.map(({ days, chance }) => [
            format.number(days, 1),
            format.percent(chance.value!, 1),
            t("range", { low: format.number(chance.low! * 100), high: format.percent(chance.high!) }),
            format.number(chance.n),
          ]),
        ]}
        rowOpens={(index) => () => onRecords(`aged.${points[index]!.minutes}.${clock}`)}
        note={t("decay.note", { days: afterDays(decay.horizonDays, format, clock) })}
      />
    </div>
  );
}
