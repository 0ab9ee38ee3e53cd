import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { StageWire } from "#pipelines/contract.ts";
import { Label } from "#web/ui/Chip.tsx";
import { StageForm } from "./StageForm.tsx";
import classes from "./pipelines.module.css";

type Props = {
  stage: StageWire;
  index: number;
  openCount: number;
  open: boolean;
  isSaved: boolean;
  problem: string | undefined;
  toggle: () => void;
  move: (to: number) => void;
  change: (patch: Partial<StageWire>) => void;
  remove: (() => void) | undefined;
};

export function StageLine({ stage, index, openCount, open, isSaved, problem, toggle, move, change, remove }: Props) {
  const { t } = useTranslation("pipelines");
  const id = useId();
  const { line, handle, over } = useDragging(stage);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    move(index + (event.key === "ArrowUp" ? -1 : 1));
  };
  return (
    <li ref={line} className={`${classes.stage} ${over ? classes.over : ""}`}>
      <div className={classes.stageLine}>
        {stage.kind === "open" ? (
          <button
            ref={handle}
            type="button"
            className={classes.handle}
            aria-label={t("moveStage", { name: stage.name })}
            title={t("moveHint")}
            onKeyDown={keys}
          >
            <svg width="10" height="16" viewBox="0 0 10 16" aria-hidden fill="currentColor">
              {[3, 8, 13].map((y) => (
                <g key={y}>
                  <circle cx="2" cy={y} r="1.4" />
                  <circle cx="8" cy={y} r="1.4" />
                </g>
              ))}
            </svg>
          </button>
        ) : (
          <span className={classes.handle} />
        )}
        <button type="button" className={classes.stageButton} aria-expanded={open} aria-controls={id} onClick={toggle}>
          <span className={classes.stageName}>{stage.name || t("unnamed")}</span>
          <span className={classes.stageMeaning}>{stage.meaning}</span>
          {stage.kind !== "open" && <Label {...(stage.kind === "won" && { tone: "teal" as const })}>{t(`kinds.${stage.kind}`)}</Label>}
        </button>
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          {t(`problems.${problem}`)}
        </p>
      )}
      {open && (
        <div id={id} className={classes.stageForm}>
          <StageForm stage={stage} isSaved={isSaved} change={change} />
          <div className={classes.stageButtons}>
            {stage.kind === "open" && (
              <>
                <button type="button" className={classes.textButton} disabled={index === 0} onClick={() => move(index - 1)}>
                  {t("up")}
                </button>
                <button type="button" className={classes.textButton} disabled={index >= openCount - 1} onClick={() => move(index + 1)}>
                  {t("down")}
                </button>
              </>
            )}
            {remove && (
              <button type="button" className={`${classes.textButton} ${classes.danger}`} onClick={remove}>
                {t("removeStage")}
              </button>
            )}
          </div>
        </div>
      )}
    </li>
  );
}

function useDragging(stage: StageWire) {
  const line = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!line.current || !handle.current || stage.kind !== "open") return;
    return combine(
      draggable({ element: line.current, dragHandle: handle.current, getInitialData: () => ({ stageId: stage.id }) }),
      dropTargetForElements({
        element: line.current,
        getData: () => ({ stageId: stage.id }),
        canDrop: ({ source }) => typeof source.data["stageId"] === "string" && source.data["stageId"] !== stage.id,
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
    );
  }, [stage.id, stage.kind]);
  return { line, handle, over };
}
