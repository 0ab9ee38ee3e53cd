import { VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { MetricName } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { valueText } from "./figure-words.ts";
import { stretchEnd, type Stretch } from "#web/lib/period.ts";
import { trendShape } from "./trend-geometry.ts";
import { isFresh, sentenceOf, type Point } from "./trend-words.ts";
import classes from "./Insights.module.css";

type Props = {
  name: MetricName;
  title: string;
  by: Stretch;
  /** The last whole day; a stretch that ends later is not over yet. */ lastWhole: string;
  points: readonly Point[];
  /** Opens the records of a stretch by its key. */ onPick: (key: string) => void;
};
const height = 72;

/** One figure over time: bars where it counts, a line with its range where it measures; what is not over or not decided yet is paler. One stop of the tab key; arrows walk the stretches. */
export function TrendChart({ name, title, by, lastWhole, points, onPick }: Props) {
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
  const isOver = ({ key }: Point) => stretchEnd(key, by) <= lastWhole;
  const stateOf = (point: Point) => (isFresh(point) ? t("trend.fresh") : isOver(point) ? undefined : t("trend.unfinished"));
  const textOf = ({ figure }: Point) => (figure.value === null ? t("tooEarly") : valueText(figure.value, figure, format));
  const tipOf = (point: Point) =>
    [`${t(`trend.bucket.${by}`, { date: label(point.key) })}: ${textOf(point)}`, stateOf(point)].filter(Boolean).join(", ");
  const shape = trendShape(
    points.map((point) => ({ ...point.figure, unfinished: stateOf(point) !== undefined })),
    Math.max(width, 1),
    height,
  );
  const bars = name === "leadsGenerated";
  const label = (key: string) =>
    by === "month"
      ? format.month(key)
      : by === "quarter"
        ? t("trend.quarter", { number: Math.ceil(Number(key.slice(5, 7)) / 3), year: key.slice(0, 4) })
        : format.shortDay(key);
  // A month's or a quarter's name has its year.
  const wide = by === "month" || by === "quarter";
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(width / (wide ? 92 : 64)))));

  return (
    <figure className={classes.chart} aria-labelledby={titleId}>
      <figcaption id={titleId}>
        {sentenceOf({ name, title, by, points, isOver, label }, (key, values) => t(key, values ?? {}), format)}
      </figcaption>
      <div ref={ref} className={classes.plot} style={{ height: height + 20 }}>
        <svg width={shape.width} height={height + 20} aria-hidden="true">
          <line x1={0} x2={shape.width} y1={height} y2={height} className={classes.axis} />
          {shape.marks.map((mark) => {
            const point = points[mark.index]!;
            const { key } = point;
            const pale = stateOf(point) && classes.pale;
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
                  <text {...tickPlace(mark.x, width)} y={height + 15} className={classes.tick}>
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
      {points.some(isFresh) && <p className={classes.fresh}>{t("trend.freshNote")}</p>}
      <VisuallyHidden component="div">
        <table>
          <caption>{title}</caption>
          <tbody>
            {points.map((point) => (
              <tr key={point.key}>
                <th scope="row">{label(point.key)}</th>
                <td>{textOf(point)}</td>
                <td>{format.number(point.figure.n)}</td>
                <td>{stateOf(point)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}

/** Where a label stands so that none is cut at either end. */
function tickPlace(x: number, width: number): { x: number; textAnchor: "start" | "middle" | "end" } {
  if (x < 26) return { x: 0, textAnchor: "start" };
  return x > width - 26 ? { x: width, textAnchor: "end" } : { x, textAnchor: "middle" };
}
