import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestAnswer, ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import { bands } from "./fan.ts";
import { oftenOf, rangeWords } from "./forecast-words.ts";
import { WonDeals } from "./WonDeals.tsx";

type Props = { answer: ForecastAnswer; month: ForecastAnswer | undefined; backtest: BacktestAnswer | undefined; scope: ScopeParams };

/** Past months with what had been forecast for them, and the fan of the coming ones; the present month is told whole by a forecast of its own. A past month opens its deals. */
export function MonthsChart({ answer, month, backtest, scope }: Props) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { currency } = answer;
  const [opened, setOpened] = useState<number>();
  const rows = useMemo(() => rowsOf(answer, month, backtest), [answer, month, backtest]);
  const next = rows.find(({ ranges, whole }) => ranges !== null && whole);
  const range = next?.ranges?.find(({ level }) => level === 0.8);
  const words = range && next && rangeWords({ value: next.middle, low: range.low, high: range.high }, currency, format);
  const option = useMemo(
    () => (colors: ChartColors) => {
      const axis = axisStyle(colors);
      const forecast = rows.map(({ said }) => said);
      return {
        grid: { left: 8, right: 46, top: 18, bottom: 8, containLabel: true },
        tooltip: { show: false },
        xAxis: {
          type: "category",
          data: rows.map(({ from }) => format.month(from)),
          boundaryGap: true,
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
            rows.map(({ ranges, won }, index) => ranges ?? (won !== null && rows[index + 1]?.ranges ? pointed(won) : null)),
            colors,
            (level) => format.percent(level),
          ),
          {
            type: "bar",
            stack: "said",
            silent: true,
            barWidth: 7,
            itemStyle: { color: "transparent" },
            data: forecast.map((own) => own?.low ?? null),
          },
          {
            type: "bar",
            stack: "said",
            silent: true,
            barWidth: 7,
            itemStyle: { color: colors.tealMid, opacity: 0.55 },
            data: forecast.map((own) => (own ? own.high - own.low : null)),
          },
          {
            name: "won",
            type: "line",
            symbol: "circle",
            symbolSize: 7,
            itemStyle: { color: colors.ink },
            data: rows.map(({ won }) => won),
            lineStyle: { color: colors.ink, width: 1.75 },
            z: 5,
          },
          {
            type: "line",
            symbol: "none",
            data: rows.map(({ middle, won }, index) => middle ?? (rows[index + 1]?.middle != null ? won : null)),
            lineStyle: { color: colors.teal, width: 1.5, type: "dashed" },
            z: 5,
          },
        ],
      };
    },
    [rows, format, currency],
  );
  const money = (value: number | null | undefined) => (value == null ? "–" : format.wholeMoney(value, currency));
  const own = opened === undefined ? undefined : rows[opened];
  return (
    <>
      <Chart
        height={280}
        option={option}
        sentence={
          words?.low && next ? (
            <>
              {t("months.sentence", { month: format.month(next.from), low: words.low, high: words.high })}{" "}
              <span>{t("often", oftenOf(0.8))}</span>
            </>
          ) : (
            t("months.plain")
          )
        }
        note={t("months.note")}
        table={[
          [t("table.month"), t("table.won"), t("table.middle"), t("table.range80"), t("table.said")],
          ...rows.map(({ from, won, middle, ranges, said }) => {
            const own = ranges?.find(({ level }) => level === 0.8);
            return [
              format.month(from),
              money(won),
              money(middle),
              own ? t("between", { low: money(own.low), high: money(own.high) }) : "–",
              said ? t("between", { low: money(said.low), high: money(said.high) }) : "–",
            ];
          }),
        ]}
        onPick={(series, index) => series === "won" && setOpened(index)}
        rowOpens={(index) => ((rows[index]?.won ?? 0) > 0 ? () => setOpened(index) : undefined)}
      />
      {own && (
        <WonDeals
          title={format.month(own.from)}
          scope={{ ...scope, from: own.from, to: own.to }}
          currency={currency}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

/** The fan begins in the last month that is over. */
function pointed(value: number) {
  return [0.5, 0.8, 0.95].map((level) => ({ level, low: value, high: value }));
}

function rowsOf(answer: ForecastAnswer, month: ForecastAnswer | undefined, backtest: BacktestAnswer | undefined) {
  const said = new Map(
    (backtest?.origins ?? []).flatMap(({ kind, from, figure }) =>
      kind === "month" && figure.low !== null && figure.high !== null ? [[from, { low: figure.low, high: figure.high }] as const] : [],
    ),
  );
  return [
    ...answer.past.map(({ from, to, won }) => ({
      from,
      to,
      won: won as number | null,
      middle: null as number | null,
      ranges: null,
      whole: true,
      said: said.get(from) ?? null,
    })),
    ...answer.byMonth.map(({ from, to, middle, ranges }) => {
      const present = month && month.from <= from && to <= month.to ? month : undefined;
      const own = present ? present.ranges : ranges;
      return {
        from: present?.from ?? from,
        to,
        won: null,
        middle: present ? present.figure.value : middle,
        ranges: own.length > 0 ? own : null,
        whole: present !== undefined || (from.endsWith("-01") && isMonthEnd(to)),
        said: null,
      };
    }),
  ].filter(({ whole }) => whole); // a part of a month would look like a fall
}

function isMonthEnd(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
}
