import { VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import type { BoardStage } from "#deals/contract.ts";
import type { ChannelAnswer } from "#insights/contract.ts";
import type { JamsAnswer } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { channelShape } from "./channel-geometry.ts";
import { useChannelSentence } from "./channel-sentence.ts";
import { ChannelTable } from "./ChannelTable.tsx";
import { useJamMarks } from "./jam-marks.ts";
import classes from "./Channel.module.css";

export type ChannelGate = ChannelAnswer["gates"][number];
type Props = {
  stages: readonly BoardStage[];
  gates: readonly ChannelGate[];
  /** Where it jams, and what that costs a month. */ jams?: JamsAnswer | undefined;
  /** The board shows only some deals. */
  filtered: boolean;
  /** Some of the filters do not narrow the gates, which is said. */
  beside: boolean;
  onStage: (stageId: string) => void;
  onGate: (gate: ChannelGate) => void;
  /** Small things to press beside the sentence. */
  children?: ReactNode;
};

const labelHeight = 20;

/** The signature drawing: what stands in each stage, and how much of it gets through to the next. */
export function Channel({ stages, gates, jams, filtered, beside, onStage, onGate, children }: Props) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const sentence = useChannelSentence({ stages, gates, filtered, beside });
  const jamAt = useJamMarks(stages, jams);
  const jammed = gates.map((gate) => jamAt(gate)).find((mark) => mark !== undefined);
  const { ref, width } = useElementSize();
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const shape = channelShape(stages, gates, Math.max(width, 1));

  return (
    <figure className={classes.channel} aria-labelledby={titleId}>
      <figcaption className={classes.caption}>
        <p className={classes.say} id={titleId}>
          {sentence.lead} <span>{sentence.rest}</span> {jammed && <span className={classes.jamText}>{jammed.sentence}</span>}
        </p>
        {children}
        <button type="button" className={classes.toggle} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t("channel.drawing") : t("channel.table")}
        </button>
      </figcaption>
      {asTable ? (
        <ChannelTable stages={stages} gates={gates} />
      ) : (
        <VisuallyHidden component="div">
          <ChannelTable stages={stages} gates={gates} />
        </VisuallyHidden>
      )}
      <div ref={ref} className={classes.drawing} hidden={asTable} style={{ height: shape.height + (jammed ? 58 : 42) }}>
        <svg width={shape.width} height={shape.height} aria-hidden="true" className={classes.svg}>
          {width > 0 && <path d={shape.outline} className={classes.water} />}
          {shape.gates
            .filter((drawn) => gates.some((gate) => gate.from === drawn.from && gate.to === drawn.to))
            .map((gate) => (
              <line
                key={gate.from}
                x1={gate.x}
                x2={gate.x}
                y1={shape.axis - gate.halfOpening - 16}
                y2={shape.axis + gate.halfOpening + 16}
                className={jamAt(gate) ? classes.jamGate : gate.conversion === null ? classes.unknownGate : classes.gate}
              />
            ))}
        </svg>
        {width > 0 &&
          stages.map((stage, index) => {
            const basin = shape.basins[index]!;
            const inside = basin.halfHeight * 2 >= labelHeight + 4;
            return (
              <button
                key={stage.id}
                type="button"
                className={classes.basin}
                style={{
                  left: basin.left,
                  width: basin.right - basin.left,
                  top: shape.axis - Math.max(basin.halfHeight, 14),
                  height: Math.max(basin.halfHeight, 14) * 2,
                }}
                onClick={() => onStage(stage.id)}
                aria-label={t("channel.stageLabel", {
                  name: stage.name,
                  count: stage.count,
                  number: format.number(stage.count),
                  sum: format.wholeMoney(stage.sumMinor, stage.currency),
                })}
              >
                <span
                  className={inside ? undefined : classes.above}
                  style={inside ? undefined : { bottom: Math.max(14, basin.halfHeight) + basin.halfHeight + 3 }}
                >
                  {format.number(stage.count)}
                </span>
              </button>
            );
          })}
        {width > 0 &&
          shape.gates.map((drawn) => {
            const gate = gates.find((each) => each.from === drawn.from && each.to === drawn.to);
            if (!gate) return null;
            const [from, to] = [nameOf(stages, gate.from), nameOf(stages, gate.to)];
            const returning = stages.find((stage) => stage.id === gate.to)?.kind === "returning";
            const share = gate.conversion === null ? t("channel.tooEarly") : format.percent(gate.conversion);
            const jam = jamAt(gate);
            const days = gate.conversion === null || gate.medianDays === null ? "\u00a0" : format.duration(gate.medianDays * dayMs);
            return (
              <button
                key={drawn.from}
                type="button"
                className={jam ? `${classes.gateButton} ${classes.jammed}` : classes.gateButton}
                style={{ left: drawn.x - 46, top: shape.height }}
                onClick={() => onGate(gate)}
                aria-label={
                  (gate.conversion === null
                    ? t("channel.gateTooEarly", { from, to })
                    : t(returning ? "channel.returningLabel" : "channel.gateLabel", {
                        from,
                        said: [share, days, jam?.cost].filter((word) => word?.trim()).join(" "),
                      })) + (jam ? `. ${jam.sentence}` : "")
                }
                title={t(returning ? "channel.returningTitle" : "channel.gateTitle", { from, to })}
              >
                <b className={gate.conversion === null ? classes.unknown : undefined}>{share}</b>
                <span>{days}</span>
                {jam && <span className={classes.jam}>{jam.cost}</span>}
              </button>
            );
          })}
      </div>
    </figure>
  );
}

function nameOf(stages: readonly BoardStage[], id: string): string {
  return stages.find((stage) => stage.id === id)?.name ?? id;
}
