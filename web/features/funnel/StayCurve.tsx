import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DurationsAnswer, Stay } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import { afterDays } from "./day-words.ts";
import classes from "./funnel.module.css";

type Props = { stay: Stay; name: string | undefined; won: DurationsAnswer["whole"] | undefined; clock: DurationsAnswer["clock"] };

/** The share still open after each day, with its likely range. */
export function StayCurve({ stay, name, won, clock }: Props) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const { curve, median, moreThanDays } = stay;
  const option = useMemo(
    () => (colors: ChartColors) => {
      const style = axisStyle(colors);
      const band = { type: "line", step: "end", symbol: "none", silent: true, lineStyle: { opacity: 0 }, stack: "band" } as const;
      return {
        xAxis: {
          type: "value",
          min: 0,
          max: curve.at(-1)?.days ?? 1,
          ...style,
          axisLabel: { ...style.axisLabel, showMaxLabel: false },
          splitLine: { show: false },
        },
        yAxis: {
          type: "value",
          min: 0,
          max: 1,
          interval: 0.25,
          ...style,
          axisLine: { show: false },
          axisLabel: { ...style.axisLabel, formatter: (value: number) => format.percent(value) },
        },
        tooltip: { show: false },
        series: [
          { ...band, data: curve.map(({ days, low }) => [days, low]) },
          { ...band, data: curve.map(({ days, low, high }) => [days, high - low]), areaStyle: { color: colors.tealSoft } },
          {
            type: "line",
            step: "end",
            symbol: "none",
            data: curve.map(({ days, share }) => [days, share]),
            lineStyle: { color: colors.teal, width: 2 },
            markLine: {
              symbol: "none",
              silent: true,
              lineStyle: { color: colors.ink3, type: "dashed" },
              label: { color: colors.ink2, formatter: t("durations.half"), position: "insideEndTop" },
              data: [{ yAxis: 0.5 }],
            },
          },
        ],
      };
    },
    [curve, format, t],
  );
  const sentence =
    median.value !== null
      ? name
        ? t("durations.sentenceStage", { name, days: afterDays(median.value, format, clock) })
        : t("durations.sentence", { days: afterDays(median.value, format, clock) })
      : moreThanDays !== null
        ? t("durations.sentenceMore", { name: name ?? t("durations.whole"), days: afterDays(moreThanDays, format, clock) })
        : t("durations.early", { number: format.number(stay.ended) });
  const told = won?.won.filter(({ share }) => share.value !== null) ?? [];
  if (curve.length < 2)
    return (
      <div className={classes.block}>
        <h2 className={classes.sentence}>{sentence}</h2>
      </div>
    );
  const every = Math.max(1, Math.ceil(curve.length / 12));
  return (
    <div className={classes.block}>
      <Chart
        sentence={
          <>
            {sentence}{" "}
            <span>
              {median.low !== null && median.high !== null && format.number(median.low, 1) !== format.number(median.high, 1)
                ? t("durations.likely", { low: format.number(median.low, 1), high: format.number(median.high, 1) })
                : ""}
            </span>
          </>
        }
        option={option}
        height={210}
        table={[
          [t("durations.day"), t("durations.still"), t("durations.bandHead")],
          ...curve
            .filter((_, index) => index % every === 0 || index === curve.length - 1)
            .map(({ days, share, low, high }) => [
              format.number(days, 1),
              format.percent(share, 1),
              t("range", { low: format.number(low * 100), high: format.percent(high) }),
            ]),
        ]}
        note={t(clock === "working" ? "durations.axisWorking" : "durations.axis")}
      />
      {told.length > 0 && (
        <p className={classes.note}>
          {t("durations.wonBy", {
            list: [...told]
              .sort((a, b) => a.days - b.days)
              .map(({ days, share }) => t("durations.wonAt", { days: format.number(days), share: format.percent(share.value!, 1) }))
              .join(", "),
          })}{" "}
          {won?.ofWon[1]?.days !== null && won?.ofWon[1] !== undefined && won.ofWon[3]?.days !== null
            ? t("durations.ofWon", { half: format.number(won.ofWon[1].days!, 1), most: format.number(won.ofWon[3]!.days!, 1) })
            : ""}
        </p>
      )}
    </div>
  );
}
