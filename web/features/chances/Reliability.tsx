import { Skeleton } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ScoreAnswer } from "#insights/score/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import classes from "#web/ui/insights/estimate.module.css";

type Check = NonNullable<ScoreAnswer["check"]>;
type Props = { check: ScoreAnswer["check"] | undefined; state: ScoreAnswer["state"] | undefined; onBin: (bin: number) => void };

/** What was given beside what came: near the line is right. */
export function Reliability({ check, state, onBin }: Props) {
  const { t } = useTranslation("chances");
  if (state === undefined) return <Skeleton height={340} radius="sm" />;
  if (!check || check.n === 0)
    return (
      <section>
        <h2 className={classes.title}>{t("reliability.none")}</h2>
        <p className={classes.text}>{t(state === "tooEarly" ? "reliability.tooEarly" : "reliability.short")}</p>
      </section>
    );
  return <Drawn check={check} onBin={onBin} />;
}

function Drawn({ check, onBin }: { check: Check; onBin: (bin: number) => void }) {
  const { t } = useTranslation("chances");
  const format = useFormat();
  const bins = useMemo(() => check.bins.filter(({ came }) => came.value !== null), [check]);
  const largest = [...bins].sort((a, b) => b.came.n - a.came.n)[0];
  const option = useMemo(
    () => (colors: ChartColors) => optionOf(bins, colors, format, t("reliability.given"), t("reliability.came")),
    [bins, format, t],
  );
  const binName = ({ from, to }: Check["bins"][number]) => t("bins.given", { from: Math.round(from * 100), to: format.percent(to) });
  return (
    <>
      <Chart
        sentence={
          largest ? (
            <>
              {t("reliability.sentence", {
                count: largest.came.n,
                number: format.number(largest.came.n),
                from: Math.round(largest.from * 100),
                to: format.percent(largest.to),
                came: format.percent(largest.came.value!),
              })}{" "}
              <span>{t(`reliability.verdict.${verdictOf(check)}`)}</span>
            </>
          ) : (
            t("reliability.few")
          )
        }
        option={option}
        height={320}
        note={t("reliability.note", { from: format.day(check.from), to: format.day(check.to), days: format.number(check.horizonDays, 1) })}
        table={[
          [t("bins.title"), t("bins.deals"), t("bins.mean"), t("bins.won"), t("bins.range")],
          ...check.bins.map((bin) => [
            binName(bin),
            format.number(bin.came.n),
            format.percent(bin.given),
            bin.came.value === null ? t("bins.few") : format.percent(bin.came.value),
            bin.came.low === null ? "" : `${format.percent(bin.came.low)} – ${format.percent(bin.came.high!)}`,
          ]),
        ]}
        onPick={(series, index) => series === "came" && bins[index] && onBin(Math.round(bins[index].from * 10))}
      />
      <section>
        <h3 className={classes.title}>{t("bins.heading")}</h3>
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("bins.title")}</th>
                <th scope="col">{t("bins.deals")}</th>
                <th scope="col">{t("bins.mean")}</th>
                <th scope="col">{t("bins.won")}</th>
              </tr>
            </thead>
            <tbody>
              {check.bins.map((bin) => (
                <tr key={bin.from}>
                  <th scope="row">
                    <button type="button" className={classes.link} onClick={() => onBin(Math.round(bin.from * 10))}>
                      {binName(bin)}
                    </button>
                  </th>
                  <td>{format.number(bin.came.n)}</td>
                  <td>{format.percent(bin.given)}</td>
                  <td>
                    {bin.came.value === null
                      ? t("bins.few")
                      : `${format.percent(bin.came.value)} (${format.number(bin.came.low! * 100)}–${format.percent(bin.came.high!)})`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

/** Whether what was given can be trusted, by the slope of the later period. */
function verdictOf({ shown: { slope, auc } }: Check): "right" | "bold" | "shy" | "blind" {
  if (slope === null || auc === null || Math.abs(auc - 0.5) < 0.04) return "blind";
  return slope < 0.9 ? "bold" : slope > 1.2 ? "shy" : "right";
}

function optionOf(bins: Check["bins"], colors: ChartColors, format: ReturnType<typeof useFormat>, given: string, came: string) {
  const axis = { ...axisStyle(colors), type: "value", min: 0, max: 1, interval: 0.2, nameTextStyle: { color: colors.ink2 } };
  const label = (value: number) => format.percent(value);
  return {
    grid: { left: 8, right: 24, top: 28, bottom: 28, containLabel: true },
    tooltip: { show: false },
    xAxis: { ...axis, name: given, nameLocation: "middle", nameGap: 28, axisLabel: { ...axisStyle(colors).axisLabel, formatter: label } },
    yAxis: {
      ...axis,
      name: came,
      nameTextStyle: { color: colors.ink2, align: "left" },
      axisLabel: { ...axisStyle(colors).axisLabel, formatter: label },
    },
    series: [
      {
        name: "line",
        type: "line",
        data: [
          [0, 0],
          [1, 1],
        ],
        symbol: "none",
        silent: true,
        lineStyle: { color: colors.ink3, type: "dashed", width: 1 },
      },
      ...bins.map((bin) => ({
        name: "range",
        type: "line",
        silent: true,
        symbol: "none",
        data: [
          [bin.given, bin.came.low],
          [bin.given, bin.came.high],
        ],
        lineStyle: { color: colors.tealMid, width: 7, cap: "round", opacity: 0.55 },
      })),
      {
        name: "came",
        type: "scatter",
        data: bins.map((bin) => [bin.given, bin.came.value]),
        symbolSize: 11,
        itemStyle: { color: colors.teal, borderColor: colors.bg, borderWidth: 1.5 },
      },
      {
        name: "n",
        type: "scatter",
        silent: true,
        // above the ranges, where no other dot or bar can hide it
        data: bins.map((bin) => [bin.given, bin.came.high]),
        symbolSize: 0.1,
        label: {
          show: true,
          position: "top",
          distance: 6,
          color: colors.ink2,
          fontSize: 11.5,
          formatter: ({ dataIndex }: { dataIndex: number }) => format.number(bins[dataIndex]!.came.n),
        },
      },
    ],
  };
}
