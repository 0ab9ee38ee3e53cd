import { Skeleton } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { axisStyle, Chart, type ChartColors } from "#web/ui/insights/Chart.tsx";
import { rangeText } from "#web/ui/insights/Estimate.tsx";
import classes from "#web/ui/insights/estimate.module.css";

/** The share of customers who have ordered again by each day since their first order, with its range. */
export function RepeatCurve({ answer }: { answer: CustomersAnswer | undefined }) {
  const { t } = useTranslation("customers");
  if (!answer) return <Skeleton height={260} radius="sm" />;
  if (answer.curve.length === 0)
    return (
      <section>
        <h2 className={classes.title}>{t("curve.none")}</h2>
        <p className={classes.text}>{t("curve.tooEarly", { count: answer.repeaters })}</p>
      </section>
    );
  return <Drawn answer={answer} />;
}

function Drawn({ answer }: { answer: CustomersAnswer }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const { curve, repeatBy, repeatRate } = answer;
  const marks = repeatBy.filter(({ share }) => share.value !== null);
  const mark = marks.at(-1);
  const option = useMemo(() => (colors: ChartColors) => optionOf(curve, colors, format, t("curve.days")), [curve, format, t]);
  return (
    <Chart
      sentence={
        <>
          {mark
            ? t("curve.sentence", { number: format.number(mark.share.value! * 100), days: format.number(mark.days) })
            : t("curve.sentence", { number: format.number((repeatRate.value ?? 0) * 100), days: format.number(curve.at(-1)!.days) })}{" "}
          <span>{t("curve.open", { count: repeatRate.undecided, number: format.number(repeatRate.undecided) })}</span>
        </>
      }
      option={option}
      height={220}
      note={t("curve.note")}
      table={[
        [t("curve.days"), t("curve.share"), t("curve.range")],
        ...marks.map(({ days, share }) => [
          format.number(days),
          format.percent(share.value!, 1),
          share.low === null ? "" : rangeText(share, format),
        ]),
      ]}
    />
  );
}

function optionOf(curve: CustomersAnswer["curve"], colors: ChartColors, format: ReturnType<typeof useFormat>, days: string) {
  const style = axisStyle(colors);
  const line = (name: string, values: number[][], more: object) => ({ name, type: "line", symbol: "none", data: values, ...more });
  return {
    tooltip: { show: false },
    grid: { left: 8, right: 20, top: 12, bottom: 26, containLabel: true },
    xAxis: {
      ...style,
      type: "value",
      name: days,
      nameLocation: "middle",
      nameGap: 26,
      nameTextStyle: { color: colors.ink2 },
      max: curve.at(-1)!.days,
      axisLabel: { ...style.axisLabel, showMaxLabel: false },
    },
    yAxis: { ...style, type: "value", min: 0, axisLabel: { ...style.axisLabel, formatter: (value: number) => format.percent(value) } },
    series: [
      line(
        "low",
        curve.map(({ days: at, low }) => [at, low]),
        { stack: "range", lineStyle: { opacity: 0 }, silent: true },
      ),
      line(
        "high",
        curve.map(({ days: at, low, high }) => [at, high - low]),
        { stack: "range", lineStyle: { opacity: 0 }, areaStyle: { color: colors.tealSoft, opacity: 0.9 }, silent: true },
      ),
      line(
        "share",
        curve.map(({ days: at, share }) => [at, share]),
        { step: "end", lineStyle: { color: colors.teal, width: 2 } },
      ),
    ],
  };
}
