import { Button, Checkbox, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "#activities/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useOwnerNames } from "#web/lib/scope.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { tasksQuery, useWrites } from "./api.ts";
import type { Draft } from "./EditDialog.tsx";
import classes from "./jams.module.css";

type Props = { canEdit: boolean; stageName: (id: string | null) => string; onEdit: (draft: Draft) => void };

/** What is to be done, to be ticked off. */
export function Tasks({ canEdit, stageName, onEdit }: Props) {
  const { t } = useTranslation(["jams", "common"]);
  const { data, error, refetch } = useQuery(tasksQuery);
  const [all, setAll] = useState(false);
  const open = data?.filter(({ doneAt }) => doneAt === null) ?? [];
  const shown = all ? (data ?? []) : open;
  const done = (data?.length ?? 0) - open.length;
  return (
    <section className={classes.part}>
      <h2 className={classes.sentence}>{open.length > 0 ? t("tasks.title", { count: open.length }) : t("tasks.none")}</h2>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton height={80} mt={12} radius="sm" />
      ) : (
        <ul className={classes.items}>
          {shown.map((task) => (
            <TaskRow key={task.id} task={task} canEdit={canEdit} stageName={stageName} onEdit={onEdit} />
          ))}
        </ul>
      )}
      <p className={classes.actions}>
        {canEdit && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onEdit({ kind: "task", title: "", text: "", pipelineId: null, stageId: null, measure: null })}
          >
            {t("tasks.new")}
          </Button>
        )}
        {done > 0 && (
          <Button size="compact-sm" variant="subtle" aria-pressed={all} onClick={() => setAll(!all)}>
            {t(all ? "tasks.hide" : "tasks.showDone", { count: done })}
          </Button>
        )}
      </p>
    </section>
  );
}

function TaskRow({ task, canEdit, stageName, onEdit }: { task: Task } & Props) {
  const { t } = useTranslation("jams");
  const format = useFormat();
  const nameOf = useOwnerNames();
  const { timeZone } = useWorkspace();
  const { saveTask, removeTask } = useWrites();
  const { id, title, text, dueDay, ownerId, pipelineId, stageId, measure, doneAt } = task;
  const late = doneAt === null && dueDay !== null && dueDay < today(timeZone);
  const body = { title, text, dueDay, ownerId, pipelineId, stageId, measure };
  const facts = [
    doneAt !== null
      ? t("tasks.done", { day: format.date(doneAt) })
      : dueDay && t(late ? "tasks.late" : "tasks.due", { day: format.day(dueDay) }),
    stageId && stageName(stageId),
    ownerId && nameOf(ownerId),
  ].filter(Boolean);
  return (
    <li className={classes.item}>
      <Checkbox
        size="sm"
        aria-label={t("tasks.tick", { title })}
        checked={doneAt !== null}
        disabled={!canEdit || saveTask.isPending}
        onChange={(event) => saveTask.mutate({ id, body: { ...body, done: event.currentTarget.checked } })}
      />
      <div className={classes.itemText}>
        <b data-done={doneAt !== null || undefined}>{title}</b>
        {facts.length > 0 && <small data-late={late || undefined}>{facts.join(" · ")}</small>}
      </div>
      {canEdit && (
        <span className={classes.itemActions}>
          <button
            type="button"
            onClick={() =>
              onEdit({ kind: "task", id, title, text, day: dueDay, ownerId, pipelineId, stageId, measure, done: doneAt !== null })
            }
          >
            {t("edit")}
          </button>
          <button type="button" disabled={removeTask.isPending} onClick={() => removeTask.mutate(id)}>
            {t("delete")}
          </button>
        </span>
      )}
    </li>
  );
}
