import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Figure } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { Explain } from "#web/ui/insights/Explain.tsx";
import type { MetricWords } from "./api.ts";
import { changeOf, valueText, type HeadMetric } from "./figure-words.ts";
import classes from "./Insights.module.css";

type Props = { name: HeadMetric; words: MetricWords | undefined; figure: Figure | undefined; onRecords: () => void };

/** A figure with its unit, its change against the period before, its range and n; the number itself opens its records. */
export function MetricFigure({ name, words, figure, onRecords }: Props) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  if (!figure || !words) {
    return (
      <div className={classes.figure} aria-busy="true">
        <span className={classes.label}>{words?.title ?? <Skeleton height={10} width="40%" radius="xs" />}</span>
        <Skeleton height={22} width="55%" mt={6} radius="xs" />
        <Skeleton height={10} width="80%" mt={10} radius="xs" />
      </div>
    );
  }
  const change = changeOf(figure, (key, values) => t(key, values ?? {}), format);
  const value = figure.value === null ? t("tooEarly") : valueText(figure.value, figure, format);
  return (
    <div className={classes.figure} data-metric={name}>
      <span className={classes.label}>
        {words.title} <How words={words} figure={figure} />
      </span>
      <button
        type="button"
        className={figure.value === null ? classes.absent : classes.value}
        onClick={onRecords}
        aria-label={t("records.open", { metric: words.title, value })}
      >
        {value}
      </button>
      <span className={[classes.change, change?.tone && classes[change.tone]].filter(Boolean).join(" ")}>
        {change?.text ??
          (figure.value === null ? t("tooEarlyHint", { count: figure.n, number: format.number(figure.n) }) : t("change.none"))}
      </span>
      <span className={classes.note}>{noteOf(name, figure, t, format)}</span>
    </div>
  );
}

function noteOf(
  name: HeadMetric,
  figure: Figure,
  t: ReturnType<typeof useTranslation<"insights">>["t"],
  format: ReturnType<typeof useFormat>,
): string {
  const n = t(`metric.${name}.n`, { count: figure.n, number: format.number(figure.n) });
  const range =
    figure.unit === "share" && figure.low !== null && figure.high !== null
      ? t("range", { low: format.number(figure.low * 100, 1), high: valueText(figure.high, figure, format) })
      : "";
  const really = figure.beside.find(({ name: word }) => word === "reallyWon" || word === "medianToClose");
  const besides =
    really && really.value !== null
      ? t(`beside.short.${really.name}`, { value: valueText(really.value, { ...figure, unit: really.unit }, format) })
      : "";
  const median = typeof figure.median === "number" ? t("median", { value: valueText(figure.median, figure, format) }) : "";
  const open = figure.undecided ? t("undecided", { count: figure.undecided, number: format.number(figure.undecided) }) : "";
  return [range, median, besides, n, open].filter(Boolean).join(" · ");
}

/** How the figure is worked out, in words and with the numbers it stands on. */
function How({ words, figure }: { words: MetricWords; figure: Figure }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const facts: [string, string][] = [
    [t("how.period"), t("how.days", { from: format.day(figure.from), to: format.day(figure.to) })],
    [t("how.n"), format.number(figure.n)],
  ];
  if (figure.undecided > 0) facts.push([t("how.undecided"), format.number(figure.undecided)]);
  if (typeof figure.low === "number" && typeof figure.high === "number")
    facts.push([
      t("how.range", { level: format.percent(figure.level ?? 0.8) }),
      t("how.days", { from: valueText(figure.low, figure, format), to: valueText(figure.high, figure, format) }),
    ]);
  if (figure.change)
    facts.push([
      t("how.change", { level: format.percent(figure.change.level) }),
      t("how.days", { from: signed(figure.change.low, figure, format), to: signed(figure.change.high, figure, format) }),
    ]);
  if (figure.horizonDays) facts.push([t("how.horizon"), format.duration(figure.horizonDays * 86_400_000)]);
  if (figure.leftOut) facts.push([t("how.leftOut"), format.number(figure.leftOut)]);
  if (figure.previous)
    facts.push([
      t(figure.previous.soFar ? "how.beforeSoFar" : "how.before", {
        from: format.shortDay(figure.previous.from),
        to: format.shortDay(figure.previous.to),
      }),
      figure.previous.value === null ? t("tooEarly") : valueText(figure.previous.value, figure, format),
    ]);
  if (figure.previous?.horizonDays) facts.push([t("how.comparedAt"), format.duration(figure.previous.horizonDays * 86_400_000)]);
  for (const { name, value, unit } of figure.beside) {
    const like = { unit, ...(figure.currency && { currency: figure.currency }) };
    facts.push([t(`beside.${name}`), value === null ? t("tooEarly") : valueText(value, like, format)]);
  }
  return <Explain name={words.title} meaning={words.meaning} formula={words.formula} facts={facts} />;
}

/** A difference with its sign; shares in points. */
function signed(value: number, figure: Figure, format: ReturnType<typeof useFormat>): string {
  const size = figure.unit === "share" ? format.number(Math.abs(value) * 100, 1) : valueText(Math.abs(value), figure, format);
  return `${value < 0 ? "−" : "+"}${size}`;
}
