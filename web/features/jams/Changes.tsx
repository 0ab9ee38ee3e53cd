import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { changesQuery, useWrites } from "./api.ts";
import type { Draft } from "./EditDialog.tsx";
import classes from "./jams.module.css";

type Props = { canEdit: boolean; stageName: (id: string | null) => string; onEdit: (draft: Draft) => void };

/** What was changed, and since when, newest first. */
export function Changes({ canEdit, stageName, onEdit }: Props) {
  const { t } = useTranslation("jams");
  const format = useFormat();
  const { data, error, refetch } = useQuery(changesQuery);
  const { removeChange } = useWrites();
  return (
    <section className={classes.part}>
      <h2 className={classes.sentence}>
        {data && data.length > 0 ? t("changes.title", { day: format.day(data[0]!.day) }) : t("changes.none")}{" "}
        <span>{t("changes.rest")}</span>
      </h2>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton height={80} mt={12} radius="sm" />
      ) : (
        <ul className={classes.items}>
          {data.map(({ id, day, title, text, pipelineId, stageId, measure }) => (
            <li key={id} className={classes.item}>
              <time dateTime={day}>{format.day(day)}</time>
              <div className={classes.itemText}>
                <b>{title}</b>
                {(stageId || text) && <small>{[stageId && stageName(stageId), text].filter(Boolean).join(" · ")}</small>}
              </div>
              {canEdit && (
                <span className={classes.itemActions}>
                  <button type="button" onClick={() => onEdit({ kind: "change", id, day, title, text, pipelineId, stageId, measure })}>
                    {t("edit")}
                  </button>
                  <button type="button" disabled={removeChange.isPending} onClick={() => removeChange.mutate(id)}>
                    {t("delete")}
                  </button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {canEdit && (
        <p className={classes.actions}>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onEdit({ kind: "change", title: "", text: "", pipelineId: null, stageId: null, measure: null })}
          >
            {t("changes.new")}
          </Button>
        </p>
      )}
    </section>
  );
}
