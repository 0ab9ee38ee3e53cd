import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Series, TrendsAnswer } from "#insights/trends/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { addDays } from "#web/lib/period.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import type { Opened } from "./api.ts";
import { addsOf, nameOf, valueText } from "./words.ts";
import classes from "./Trends.module.css";

type Props = {
  series: Series;
  notes: TrendsAnswer["notes"];
  scope: ScopeParams;
  pipelines: readonly PipelineWire[];
  onOpen: (opened: Opened) => void;
};

/** One weekly series with the band that eight of ten weeks were expected in, its changes, and the notes of the change log. */
export function SeriesChart({ series, notes, scope, pipelines, onOpen }: Props) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  const { currency } = useWorkspace();
  const { points, changes, recent, state } = series;
  const pipeline = pipelines.find(({ id }) => id === series.pipelineId);
  const stage = pipeline?.stages.findIndex(({ id }) => id === series.stageId) ?? -1;
  const stageName = pipeline?.stages[stage]?.name ?? series.stageId;
  const name = nameOf({ metric: series.metric, stageName, nextStageName: pipeline?.stages[stage + 1]?.name ?? null }, t);
  const word = useCallback((value: number) => valueText(value, series, format), [series, format]);

  const open = (from: string, to: string) =>
    onOpen({
      title: name,
      from,
      to,
      path: "trends/records",
      params: {
        ...scope,
        from,
        to,
        metric: series.metric,
        pipelineId: series.pipelineId ?? scope.pipelineId,
        stageId: series.stageId ?? undefined,
        horizonDays: series.horizonDays ?? undefined,
      },
      adds: addsOf(series.metric),
      currency,
    });
  const openWeek = (point: (typeof points)[number] | undefined) => point && open(point.week, addDays(point.week, 6));

  const option = useCallback(
    (colors: ChartColors) => {
      const style = axisStyle(colors);
      const weekOf = (day: string) => points.findLast(({ week }) => week <= day)?.week;
      const marks = [
        ...changes.map((change) => ({
          xAxis: change.since,
          lineStyle: { color: colors.amber, type: "solid", width: 1.5 },
          label: { show: false },
        })),
        ...notes.flatMap(({ day, title }) => {
          const week = weekOf(day);
          return week
            ? [{ xAxis: week, name: title, lineStyle: { color: colors.ink3, type: "dotted", width: 1 }, label: { show: false } }]
            : [];
        }),
      ];
      return {
        grid: { left: 4, right: 8, top: 8, bottom: 4, containLabel: true },
        xAxis: {
          type: "category",
          data: points.map(({ week }) => week),
          boundaryGap: false,
          ...style,
          axisLabel: { ...style.axisLabel, formatter: (day: string) => format.shortDay(day), interval: Math.ceil(points.length / 4) },
        },
        yAxis: {
          type: "value",
          scale: series.unit !== "count",
          ...(series.unit === "share" && { max: ({ max }: { max: number }) => (max > 0.9 ? 1 : null) }),
          splitNumber: 3,
          ...style,
          axisLabel: { ...style.axisLabel, formatter: word },
        },
        tooltip: {
          trigger: "axis",
          confine: true,
          formatter: (items: { dataIndex: number }[]) => {
            const point = points[items[0]?.dataIndex ?? 0]!;
            const band = point.low === null ? "" : `<br>${t("series.band")}: ${word(point.low)} – ${word(point.high!)}`;
            return `${format.shortDay(point.week)} – ${format.shortDay(addDays(point.week, 6))}<br><b>${point.value === null ? t("series.open") : word(point.value)}</b> (n ${point.n})${band}`;
          },
        },
        series: [
          {
            name: "low",
            type: "line",
            stack: "band",
            data: points.map(({ low }) => low),
            symbol: "none",
            lineStyle: { opacity: 0 },
            silent: true,
          },
          {
            name: "band",
            type: "line",
            stack: "band",
            data: points.map(({ low, high }) => (low === null ? null : high! - low)),
            symbol: "none",
            lineStyle: { opacity: 0 },
            areaStyle: { color: colors.tealSoft, opacity: 1 },
            silent: true,
          },
          {
            name: "value",
            type: "line",
            data: points.map(({ value }) => value),
            symbol: "circle",
            symbolSize: 5,
            showSymbol: points.length < 30,
            lineStyle: { color: colors.ink, width: 1.5 },
            itemStyle: { color: colors.ink },
            markLine: { symbol: "none", silent: true, data: marks },
          },
        ],
      };
    },
    [points, changes, notes, series, format, word, t],
  );

  const last = changes.at(-1);
  const verdict = last
    ? t(`series.${last.overSince ? "over" : last.direction}`, { day: format.shortDay(last.overSince ?? last.since) })
    : state === "learning"
      ? t("series.learning", { day: series.tellsFrom ? format.shortDay(series.tellsFrom) : "" })
      : t(`series.${state}`);
  const perWeek = series.metric === "revenueWon" || series.unit === "count";
  const now = recent.value === null ? t("series.early") : t(perWeek ? "series.perWeek" : "series.now", { value: word(recent.value) });
  return (
    <div className={classes.chart} data-series={series.metric}>
      <Chart
        level={3}
        sentence={
          <>
            {name}{" "}
            <span>
              {now}. {verdict}
            </span>
          </>
        }
        option={option}
        height={132}
        table={[
          [t("series.week"), name, "n", t("series.band")],
          ...points.map((point) => [
            format.day(point.week),
            point.value === null ? t("series.open") : word(point.value),
            format.number(point.n),
            point.low === null ? "–" : `${word(point.low)} – ${word(point.high!)}`,
          ]),
        ]}
        note={
          <>
            {series.horizonDays !== null && t("series.horizon", { count: series.horizonDays })}{" "}
            {recent.n > 0 && (
              <button type="button" className={classes.link} onClick={() => open(recent.from, recent.to)}>
                {t("series.records", { number: format.number(recent.n) })}
              </button>
            )}
            {recent.n > 0 && " ·"}
          </>
        }
        onPick={(picked, index) => picked === "value" && openWeek(points[index])}
        rowOpens={(index) => ((points[index]?.n ?? 0) > 0 ? () => openWeek(points[index]) : undefined)}
      />
    </div>
  );
}
