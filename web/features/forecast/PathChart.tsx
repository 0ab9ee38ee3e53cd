import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import { bands } from "./fan.ts";
import { isOver, oftenOf, rangeWords } from "./forecast-words.ts";

/** The way through the stretch, summed up week by week: what was won, then the fan. */
export function PathChart({ answer }: { answer: ForecastAnswer }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { path, currency, figure, target, record } = answer;
  const option = useMemo(
    () => (colors: ChartColors) => {
      const axis = axisStyle(colors);
      return {
        grid: { left: 8, right: 46, top: 18, bottom: 8, containLabel: true },
        tooltip: { show: false },
        xAxis: {
          type: "category",
          data: path.map(({ to }) => format.shortDay(to)),
          boundaryGap: false,
          ...axis,
          splitLine: { show: false },
        },
        yAxis: {
          type: "value",
          min: 0,
          ...axis,
          axisLabel: { ...axis.axisLabel, formatter: (value: number) => format.shortMoney(value, currency) },
        },
        series: [
          ...bands(
            path.map(({ ranges, won, middle }, index) =>
              ranges.length > 0
                ? ranges
                : won !== null && middle !== null && path[index + 1]?.ranges.length
                  ? [0.5, 0.8, 0.95].map((level) => ({ level, low: won, high: won }))
                  : null,
            ),
            colors,
            (level) => format.percent(level),
          ),
          {
            type: "line",
            symbol: "none",
            data: path.map(({ won, ranges }) => (ranges.length > 0 ? null : won)),
            lineStyle: { color: colors.ink, width: 1.75 },
            z: 5,
          },
          {
            type: "line",
            symbol: "none",
            data: path.map(({ middle, ranges }, index) => (ranges.length > 0 || path[index + 1]?.ranges.length ? middle : null)),
            lineStyle: { color: colors.teal, width: 1.5, type: "dashed" },
            z: 5,
            ...(target && {
              markLine: {
                silent: true,
                symbol: "none",
                data: [{ yAxis: target.amountMinor }],
                lineStyle: { color: colors.amber, type: "solid", width: 1 },
                label: {
                  position: "insideStartTop",
                  color: colors.amber,
                  formatter: t("target.line", { amount: format.wholeMoney(target.amountMinor, currency) }),
                },
              },
            }),
          },
        ],
      };
    },
    [path, format, currency, target, t],
  );
  const words = rangeWords(figure, currency, format);
  const money = (value: number | null | undefined) => (value == null ? "–" : format.wholeMoney(value, currency));
  const place = { from: format.day(answer.from), to: format.day(answer.to) };
  return (
    <Chart
      height={250}
      option={option}
      sentence={
        words?.low ? (
          <>
            {t("path.sentence", { ...place, low: words.low, high: words.high })} <span>{t("often", oftenOf(figure.level ?? 0.8))}</span>
          </>
        ) : (
          t(words && isOver(figure) ? "path.over" : "path.plain", { ...place, value: words?.value })
        )
      }
      note={
        <>
          {t("path.note", { n: format.number(answer.wins), level: format.percent(figure.level ?? 0.8) })}{" "}
          {record ? t("held", { held: record.held, n: record.n }) : t("notHeld")}
        </>
      }
      table={[
        [t("table.until"), t("table.won"), t("table.middle"), t("table.range50"), t("table.range80"), t("table.range95")],
        ...path.map(({ to, won, middle, ranges }) => [
          format.day(to),
          money(ranges.length > 0 ? null : won),
          money(middle),
          ...[0.5, 0.8, 0.95].map((level) => {
            const own = ranges.find((range) => range.level === level);
            return own ? t("between", { low: money(own.low), high: money(own.high) }) : "–";
          }),
        ]),
      ]}
    />
  );
}
