import { VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Figure, MetricName } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { valueText } from "./figure-words.ts";
import { addDays } from "#web/lib/period.ts";
import { trendShape } from "./trend-geometry.ts";
import classes from "./Insights.module.css";

type Props = {
  name: MetricName;
  title: string;
  by: "week" | "month";
  /** The last day shown; a bucket it cuts is not whole yet. */ to: string;
  points: readonly { key: string; figure: Figure }[];
  /** Opens the records of a stretch by its key. */ onPick: (key: string) => void;
};
const height = 72;

/** One figure over time: bars where it counts, a line with its range where it measures; the last, unfinished one is paler. One stop of the tab key; arrows walk the stretches. */
export function TrendChart({ name, title, by, to, points, onPick }: Props) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const { ref, width } = useElementSize();
  const titleId = useId();
  const hits = useRef<HTMLDivElement>(null);
  const [here, setHere] = useState(points.length - 1);
  const walk = (event: KeyboardEvent, index: number) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = Math.min(points.length - 1, Math.max(0, index + step));
    setHere(next);
    hits.current?.querySelectorAll("button")[next]?.focus();
  };
  const tipOf = ({ key, figure }: Props["points"][number]) =>
    `${t(`trend.bucket.${by}`, { date: label(key) })}: ${figure.value === null ? t("tooEarly") : valueText(figure.value, figure, format)}`;
  const shape = trendShape(
    points.map(({ key, figure }) => ({ ...figure, unfinished: isUnfinished(key, by, to) })),
    Math.max(width, 1),
    height,
  );
  const bars = name === "leadsGenerated";
  const label = (key: string) => (by === "week" ? format.shortDay(key) : format.month(key));
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(width / 64))));

  return (
    <figure className={classes.chart} aria-labelledby={titleId}>
      <figcaption id={titleId}>
        {sentenceOf(
          name,
          title,
          points.filter(({ key }) => name === "leadsGenerated" || !isUnfinished(key, by, to)),
          label,
          by,
          t,
          format,
        )}
      </figcaption>
      <div ref={ref} className={classes.plot} style={{ height: height + 20 }}>
        <svg width={shape.width} height={height + 20} aria-hidden="true">
          <line x1={0} x2={shape.width} y1={height} y2={height} className={classes.axis} />
          {shape.marks.map((mark) => {
            const { key } = points[mark.index]!;
            const pale = isUnfinished(key, by, to) ? classes.pale : undefined;
            return (
              <g key={key} className={pale}>
                {mark.y !== null && bars && (
                  <rect
                    x={mark.x - shape.barWidth / 2}
                    y={mark.y}
                    width={shape.barWidth}
                    height={height - mark.y}
                    className={classes.bar}
                  />
                )}
                {mark.lowY !== null && mark.highY !== null && (
                  <line x1={mark.x} x2={mark.x} y1={mark.lowY} y2={mark.highY} className={classes.range} />
                )}
                {mark.y !== null && !bars && <circle cx={mark.x} cy={mark.y} r={3} className={classes.dot} />}
                {mark.index % every === 0 && (
                  <text x={mark.x < 26 ? 0 : mark.x} y={height + 15} textAnchor={mark.x < 26 ? "start" : "middle"} className={classes.tick}>
                    {label(key)}
                  </text>
                )}
              </g>
            );
          })}
          {!bars && <path d={shape.line} className={classes.line} />}
          {!bars && <path d={shape.tail} className={classes.unfinished} />}
        </svg>
        <div ref={hits} className={classes.hits} style={{ height }}>
          {points.map((point, index) => (
            <button
              key={point.key}
              type="button"
              title={tipOf(point)}
              aria-label={t("trend.records", { what: tipOf(point) })}
              data-bucket={point.key}
              tabIndex={index === Math.min(here, points.length - 1) ? 0 : -1}
              onFocus={() => setHere(index)}
              onKeyDown={(event) => walk(event, index)}
              onClick={() => onPick(point.key)}
            />
          ))}
        </div>
      </div>
      <VisuallyHidden component="div">
        <table>
          <caption>{title}</caption>
          <tbody>
            {points.map(({ key, figure }) => (
              <tr key={key}>
                <th scope="row">{label(key)}</th>
                <td>{figure.value === null ? t("tooEarly") : valueText(figure.value, figure, format)}</td>
                <td>{format.number(figure.n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}

function isUnfinished(key: string, by: Props["by"], to: string): boolean {
  return by === "week" ? addDays(key, 6) > to : addDays(to, 1).slice(0, 7) === key.slice(0, 7);
}

type Translate = ReturnType<typeof useTranslation<"insights">>["t"];

/** What the chart shows: how far it went up and down, nothing about why. */
function sentenceOf(
  name: MetricName,
  title: string,
  points: Props["points"],
  label: (key: string) => string,
  by: Props["by"],
  t: Translate,
  format: ReturnType<typeof useFormat>,
): string {
  const known = points.filter(({ figure }) => figure.value !== null);
  if (known.length === 0) return t("trend.none", { metric: title });
  const sorted = known.toSorted((a, b) => a.figure.value! - b.figure.value!);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const text = (point: Props["points"][number]) => valueText(point.figure.value!, point.figure, format);
  if (name === "leadsGenerated") {
    const total = known.reduce((sum, point) => sum + point.figure.value!, 0);
    if (total === 0) return t("trend.noLeads");
    return t("trend.count", { number: format.number(total), most: text(most), when: t(`trend.bucket.${by}`, { date: label(most.key) }) });
  }
  if (known.length === 1 || least.figure.value === most.figure.value) return t("trend.same", { metric: title, value: text(most) });
  return t("trend.between", {
    metric: title,
    low: text(least),
    lowWhen: t(`trend.bucket.${by}`, { date: label(least.key) }),
    high: text(most),
    highWhen: t(`trend.bucket.${by}`, { date: label(most.key) }),
  });
}
