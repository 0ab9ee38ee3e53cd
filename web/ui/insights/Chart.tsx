import { Skeleton, useComputedColorScheme } from "@mantine/core";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./insights.module.css";

/** The colours of the present scheme, for options of charts. */
export type ChartColors = Record<
  "ink" | "ink2" | "ink3" | "line" | "hair" | "bg" | "teal" | "tealMid" | "tealSoft" | "amber" | "amberSoft" | "red" | "redSoft",
  string
>;

type Props = {
  /** What the chart shows, as a sentence: its title, and what a screen reader hears. */
  sentence: ReactNode;
  /** Level of the title; 2 unless the chart stands within a section. */ level?: 2 | 3;
  /** The chart as ECharts takes it. Keep it in a `useMemo` or `useCallback`: it is drawn anew when it changes. */
  option: (colors: ChartColors) => EChartsCoreOption;
  height: number;
  /** The same numbers as rows; the first row is the head. */
  table: readonly (readonly string[])[];
  /** What is said below the chart: bands, levels, n. */ note?: ReactNode;
  /** A mark was pressed: its series and its index in the data. */ onPick?: (series: string, index: number) => void;
  /** What a row of the table opens, for those who don't use a mouse; undefined where it opens nothing. */ rowOpens?: (
    index: number,
  ) => (() => void) | undefined;
};

/** A chart with a sentence on top, drawn as SVG in our colours, with its numbers in a table behind it. ECharts is loaded with the first one. */
export function Chart({ sentence, level = 2, option, height, table, note, onPick, rowOpens }: Props) {
  const { t } = useTranslation("scope");
  const scheme = useComputedColorScheme("light");
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const [ready, setReady] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const Title = level === 2 ? "h2" : "h3";
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    let gone = false;
    let watch: ResizeObserver | undefined;
    void import("./echarts.ts").then(({ init }) => {
      if (gone || !place.current) return;
      const made = init(place.current, null, { renderer: "svg" });
      made.on("click", ({ seriesName, dataIndex }) => pick.current?.(seriesName ?? "", dataIndex));
      watch = new ResizeObserver(() => made.resize());
      watch.observe(place.current);
      chart.current = made;
      setReady(true);
    });
    return () => {
      gone = true;
      watch?.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    if (ready) chart.current?.setOption({ ...base(colorsNow()), ...option(colorsNow()) }, { notMerge: true });
  }, [ready, option, scheme]);

  const [head, ...rows] = table;
  return (
    <figure className={classes.chart} aria-labelledby={titleId}>
      <Title id={titleId} className={classes.sentence}>
        {sentence}
      </Title>
      <div ref={place} style={{ height, display: asTable ? "none" : undefined }} className={classes.plot} aria-hidden="true">
        {!ready && <Skeleton height={height} radius="sm" />}
      </div>
      {/* the table is always there for a screen reader; a press shows it to everybody */}
      <div className={asTable ? classes.tableBox : classes.hidden}>
        <table className={classes.table} aria-labelledby={titleId}>
          <thead>
            <tr>
              {head?.map((cell, index) => (
                <th key={index} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) =>
                  column === 0 ? (
                    <th key={column} scope="row">
                      <RowHead cell={cell} opens={asTable ? rowOpens?.(index) : undefined} />
                    </th>
                  ) : (
                    <td key={column}>{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className={classes.note}>
        {note}{" "}
        <button type="button" className={classes.asTable} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? "chart.picture" : "chart.table")}
        </button>
      </figcaption>
    </figure>
  );
}

function RowHead({ cell, opens }: { cell: string; opens: (() => void) | undefined }) {
  return opens ? (
    <button type="button" className={classes.count} onClick={opens}>
      {cell}
    </button>
  ) : (
    cell
  );
}

/** What all charts have in common; an option may replace each part. */
function base(colors: ChartColors): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: "Inter Variable, Inter, system-ui, sans-serif", fontSize: 12, color: colors.ink2 },
    grid: { left: 8, right: 12, top: 16, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: colors.bg,
      borderColor: colors.line,
      textStyle: { color: colors.ink, fontSize: 12 },
    },
  };
}

/** Axes as ours: hairlines, no ticks. */
export function axisStyle(colors: ChartColors) {
  return {
    axisLine: { lineStyle: { color: colors.line } },
    axisTick: { show: false },
    axisLabel: { color: colors.ink3, fontSize: 11.5 },
    splitLine: { lineStyle: { color: colors.hair } },
  };
}

function colorsNow(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of("ink"),
    ink2: of("ink2"),
    ink3: of("ink3"),
    line: of("line"),
    hair: of("hair"),
    bg: of("bg"),
    teal: of("teal"),
    tealMid: of("teal-mid"),
    tealSoft: of("teal-soft"),
    amber: of("amber"),
    amberSoft: of("amber-soft"),
    red: of("red"),
    redSoft: of("red-soft"),
  };
}
