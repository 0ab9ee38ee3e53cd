import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DealDetail } from "#deals/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { timeIn } from "./stays.ts";
import classes from "./Deal.module.css";

type Props = { deal: DealDetail; pipeline: PipelineWire; editable: boolean; onMove: (stageId: string) => void };

/** The way of the deal: stages behind it, where it stands and for how long, what is ahead. A click moves it. */
export function StageStepper({ deal, pipeline, editable, onMove }: Props) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  // the returning stage stands where its journeys begin, and only in theirs
  const began = deal.visits[0]?.stageId;
  const returning = pipeline.stages.filter((stage) => stage.kind === "returning");
  const others = pipeline.stages.filter((stage) => stage.kind !== "returning");
  const shown = returning.some((stage) => stage.id === began || stage.id === deal.stageId) ? [...returning, ...others] : others;
  const nowAt = shown.findIndex((stage) => stage.id === deal.stageId);

  const steps = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const here = steps.current?.querySelector<HTMLElement>("[aria-current]");
    if (here) steps.current!.scrollLeft = here.offsetLeft - steps.current!.offsetLeft - 48;
  }, [deal.stageId]);

  return (
    <ol ref={steps} className={classes.steps} aria-label={t("stages")}>
      {shown.map((stage, index) => {
        const here = stage.id === deal.stageId;
        const ms = timeIn(deal.visits, stage.id, Date.now(), deal.closedAt);
        const look = here ? classes.now : index < nowAt ? classes.past : classes.ahead;
        const title = here
          ? t("standsIn")
          : editable
            ? t("moveTo", { name: stage.name })
            : ms > 0
              ? t("wasIn", { time: format.duration(ms) })
              : undefined;
        return (
          <li key={stage.id} className={`${classes.step} ${look}`}>
            <button
              type="button"
              disabled={!editable || here}
              aria-current={here ? "step" : undefined}
              onClick={() => onMove(stage.id)}
              title={title}
              aria-label={here || !editable ? undefined : t("moveTo", { name: stage.name })}
            >
              <span>
                {here && ms > 0 && deal.outcome === "open" ? t("stageNow", { name: stage.name, time: format.duration(ms) }) : stage.name}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
