import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/lib/error-text.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { membersQuery, useWrites } from "./api.ts";
import classes from "./jams.module.css";

/** A task or note being written; with an id, one being changed. */
export type Draft = {
  kind: "task" | "change";
  id?: string;
  title: string;
  text: string;
  /** When it is due, or when the change came into force. */ day?: string | null;
  ownerId?: string | null;
  pipelineId: string | null;
  stageId: string | null;
  measure: string | null;
  done?: boolean;
};

type Props = { draft: Draft; stages: readonly { stage: string; name: string }[]; pipelineId: string | null; onClose: () => void };

/** What, until or from when, who, where. */
export function EditDialog({ draft, stages, pipelineId, onClose }: Props) {
  const { t } = useTranslation(["jams", "common"]);
  const workspace = useWorkspace();
  const errorText = useErrorText();
  const { saveTask, saveChange } = useWrites();
  const { data: members } = useQuery({ ...membersQuery, enabled: workspace.can("team.view") });
  const isTask = draft.kind === "task";
  const [title, setTitle] = useState(draft.title);
  const [text, setText] = useState(draft.text);
  const [day, setDay] = useState(draft.day ?? (isTask ? "" : today(workspace.timeZone)));
  const [ownerId, setOwner] = useState(draft.ownerId ?? "");
  const [stageId, setStage] = useState(draft.stageId ?? "");
  const save = isTask ? saveTask : saveChange;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    // A stage of another pipeline than the one shown stays what it was.
    const isOwn = draft.pipelineId === null || draft.pipelineId === pipelineId;
    const place = isOwn
      ? { pipelineId: stageId ? pipelineId : draft.pipelineId, stageId: stageId || null }
      : { pipelineId: draft.pipelineId, stageId: draft.stageId };
    const body = { title, text, ...place, measure: draft.measure };
    const id = draft.id === undefined ? {} : { id: draft.id };
    if (isTask)
      await saveTask.mutateAsync({ ...id, body: { ...body, dueDay: day || null, ownerId: ownerId || null, done: draft.done ?? false } });
    else await saveChange.mutateAsync({ ...id, body: { ...body, day: day || today(workspace.timeZone) } });
    onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(draft.id ? `dialog.${draft.kind}Edit` : `dialog.${draft.kind}`)}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form className={classes.form} onSubmit={(event) => void submit(event).catch(() => {})}>
        <TextInput
          label={t("dialog.title")}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          required
          maxLength={200}
          data-autofocus
        />
        <Textarea
          label={t("dialog.text")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={10}
        />
        <div className={classes.fields}>
          <TextInput
            type="date"
            label={t(isTask ? "dialog.due" : "dialog.day")}
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
            required={!isTask}
          />
          <NativeSelect
            label={t("dialog.stage")}
            value={stageId}
            onChange={(event) => setStage(event.currentTarget.value)}
            data={[{ value: "", label: t("dialog.noStage") }, ...stages.map(({ stage, name }) => ({ value: stage, label: name }))]}
          />
          {isTask && members && (
            <NativeSelect
              label={t("dialog.owner")}
              value={ownerId}
              onChange={(event) => setOwner(event.currentTarget.value)}
              data={[{ value: "", label: t("dialog.nobody") }, ...members.map((member) => ({ value: member.userId, label: member.name }))]}
            />
          )}
        </div>
        {save.error && <FormError>{errorText(save.error)}</FormError>}
        <div className={classes.actions}>
          <Button type="submit" loading={save.isPending}>
            {t("dialog.save")}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
