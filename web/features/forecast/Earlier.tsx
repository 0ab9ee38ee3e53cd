import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestAnswer, ForecastRecord } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import type { EarlierKind } from "./EarlierList.tsx";
import { EarlierRecords } from "./EarlierRecords.tsx";
import classes from "./Forecast.module.css";

/** How earlier forecasts did: ranges and what came, errors beside the naive one's, and whether ranges keep their word. */
export function Earlier({ backtest, scope }: { backtest: BacktestAnswer; scope: ScopeParams }) {
  const [opened, setOpened] = useState<EarlierKind>();
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { currency } = backtest;
  const rows = useMemo(() => backtest.origins.filter(({ kind, actual }) => kind === "month" && actual !== null).slice(-18), [backtest]);
  const record = backtest.records.find(({ kind }) => kind === "month");
  const option = useMemo(
    () => (colors: ChartColors) => {
      const axis = axisStyle(colors);
      const points = (inside: boolean) =>
        rows.map(({ actual, figure }) => ((figure.low! <= actual! && actual! <= figure.high!) === inside ? actual : null));
      return {
        tooltip: { show: false },
        xAxis: { type: "category", data: rows.map(({ from }) => format.month(from)), ...axis, splitLine: { show: false } },
        yAxis: {
          type: "value",
          min: 0,
          ...axis,
          axisLabel: { ...axis.axisLabel, formatter: (value: number) => format.shortMoney(value, currency) },
        },
        series: [
          {
            type: "bar",
            stack: "range",
            barWidth: 14,
            silent: true,
            itemStyle: { color: "transparent" },
            data: rows.map(({ figure }) => figure.low),
          },
          {
            type: "bar",
            stack: "range",
            barWidth: 14,
            silent: true,
            itemStyle: { color: colors.tealSoft },
            data: rows.map(({ figure }) => figure.high! - figure.low!),
          },
          { type: "scatter", symbolSize: 8, silent: true, itemStyle: { color: colors.ink }, data: points(true) },
          { type: "scatter", symbolSize: 8, silent: true, itemStyle: { color: colors.amber }, data: points(false) },
        ],
      };
    },
    [rows, format, currency],
  );
  if (!record || rows.length === 0)
    return (
      <section className={classes.block}>
        <h2>{t("earlier.none")}</h2>
        <p className={classes.quiet}>{backtest.running ? t("earlier.running", backtest.running) : t("earlier.noneNote")}</p>
      </section>
    );
  const money = (value: number | null) => (value === null ? "–" : format.wholeMoney(value, currency));
  return (
    <section className={classes.block}>
      <Chart
        height={190}
        option={option}
        sentence={
          <>
            {t("earlier.held", { held: record.held, n: record.n })} <span>{verdict(record, t)}</span>
          </>
        }
        note={t("earlier.note")}
        table={[
          [t("table.month"), t("table.middle"), t("table.range80"), t("table.came"), t("table.naive")],
          ...rows.map(({ from, figure, actual, naive }) => [
            format.month(from),
            money(figure.value),
            t("between", { low: money(figure.low), high: money(figure.high) }),
            money(actual),
            money(naive),
          ]),
        ]}
      />
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("earlier.stretch")}</th>
            <th scope="col">{t("earlier.off")}</th>
            <th scope="col">{t("earlier.naive")}</th>
            <th scope="col">{t("earlier.ranges")}</th>
          </tr>
        </thead>
        <tbody>
          {backtest.records.map((own) => (
            <tr key={own.kind}>
              <th scope="row">{t(`earlier.kind.${own.kind}`)}</th>
              <td>{own.wape === null ? "–" : format.percent(own.wape, 1)}</td>
              <td>{own.naiveWape === null ? "–" : format.percent(own.naiveWape, 1)}</td>
              <td>
                <button
                  type="button"
                  className={classes.link}
                  aria-label={t("earlier.open", { kind: t(`earlier.kind.${own.kind}`), held: own.held, n: own.n })}
                  onClick={() => setOpened(own.kind)}
                >
                  {t("earlier.ofN", { held: own.held, n: own.n })}
                </button>{" "}
                {t("earlier.band", { least: own.band.least, most: own.band.most })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {backtest.shownRecord && (
        <p className={classes.quiet}>
          {t("earlier.shown", { held: backtest.shownRecord.held, n: backtest.shownRecord.n })}{" "}
          <button type="button" className={classes.link} onClick={() => setOpened("shown")}>
            {t("earlier.show")}
          </button>
        </p>
      )}
      {opened && <EarlierRecords kind={opened} backtest={backtest} scope={scope} onClose={() => setOpened(undefined)} />}
    </section>
  );

  function verdict({ gain, held, band }: ForecastRecord, say: typeof t): string {
    const naive = gain === null ? "" : gain >= 0.005 ? say("earlier.better", { gain: format.percent(gain) }) : say("earlier.worse");
    const word = held < band.least ? say("earlier.tooNarrow") : held > band.most ? say("earlier.tooWide") : "";
    return [naive, word].filter(Boolean).join(" ");
  }
}
