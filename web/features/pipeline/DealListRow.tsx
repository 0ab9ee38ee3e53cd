import { Checkbox } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { DealsPage } from "#deals/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import { Money } from "#web/ui/Money.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import classes from "./DealList.module.css";

type Row = DealsPage["deals"][number];
type Props = {
  index: number;
  top: number;
  row: Row | undefined;
  pipeline: PipelineWire;
  editable: boolean;
  chosen: boolean;
  selected: boolean;
  onToggle: (id: string) => void;
  href: string;
  onOpen: (id: string) => void;
};

export const DealListRow = memo(function DealListRow({
  index,
  top,
  row,
  pipeline,
  editable,
  chosen,
  selected,
  onToggle,
  href,
  onOpen,
}: Props) {
  const { t } = useTranslation(["pipeline", "deals"]);
  const nameOf = useDealName();
  const stage = pipeline.stages.find((each) => each.id === row?.stageId);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={[classes.row, classes.data, chosen && classes.chosen, selected && classes.selected].filter(Boolean).join(" ")}
      style={{ transform: `translateY(${top}px)` }}
    >
      {row ? (
        <>
          <div role="cell" className={classes.check}>
            {editable && row.outcome === "open" && (
              <Checkbox size="xs" checked={chosen} onChange={() => onToggle(row.id)} aria-label={t("list.choose", { name: nameOf(row) })} />
            )}
          </div>
          <div role="cell" className={classes.name}>
            <a
              href={href}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                onOpen(row.id);
              }}
            >
              {nameOf(row)}
            </a>
            {row.hint && <span className={classes.hint}>{row.hint}</span>}
          </div>
          <div role="cell" className={classes.value}>
            <Money amountMinor={row.valueMinor} currency={row.currency} estimated={row.valueEstimated} whole={row.valueEstimated} />
          </div>
          <div role="cell" className={classes.stage}>
            {row.outcome === "lost" ? (
              <span className={classes.lost}>
                {row.lostReason
                  ? t("deals:lostFor", { reason: t(`deals:lostReason.${row.lostReason}`, { defaultValue: row.lostReason }) })
                  : t("deals:outcome.lost")}
              </span>
            ) : (
              (stage?.name ?? row.stageId)
            )}
          </div>
          <div role="cell" className={classes.owner}>
            {row.owner?.name}
          </div>
          <div role="cell" className={classes.source}>
            {row.touchSource}
          </div>
          <div role="cell" className={`${classes.entered} ${row.stalled ? classes.stalled : ""}`}>
            <RelativeTime at={row.closedAt ?? row.enteredAt} />
          </div>
          <div role="cell" className={classes.lastFact}>
            <RelativeTime at={row.lastFactAt} />
          </div>
        </>
      ) : (
        <div role="cell" className={classes.ghost} />
      )}
    </div>
  );
});
