import { Button, TextInput } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { ArchivePipeline } from "./ArchivePipeline.tsx";
import { draftOf, isChanged, problemsOf, type Draft } from "./draft.ts";
import { IdleForm } from "./IdleForm.tsx";
import { RemovedStages } from "./RemovedStages.tsx";
import { SaveDialog } from "./SaveDialog.tsx";
import { StageList } from "./StageList.tsx";
import { Versions } from "./Versions.tsx";
import classes from "./pipelines.module.css";

/** A pipeline being edited: nothing is saved until its effect has been shown. */
export function Editor({ saved }: { saved: PipelineWire }) {
  const { t } = useTranslation("pipelines");
  const { can } = useWorkspace();
  const edit = can("pipelines.edit");
  const [draft, setDraft] = useState<Draft>(() => draftOf(saved));
  const [saving, setSaving] = useState(false);
  const [done, setDone] = useState(false);
  const changed = isChanged(draft, saved);
  const problems = problemsOf(draft);
  useBlocker({ shouldBlockFn: () => changed && !done && !window.confirm(t("leave")), enableBeforeUnload: () => changed && !done });
  return (
    <>
      <PageHeader
        title={saved.name}
        end={
          edit && (
            <>
              {changed && <Chip onClick={() => setDraft(draftOf(saved))}>{t("discard")}</Chip>}
              <Button disabled={!changed || problems.length > 0} onClick={() => setSaving(true)}>
                {t("save")}
              </Button>
            </>
          )
        }
      >
        <span className={classes.dim}>{t("version", { version: saved.version })}</span>
      </PageHeader>
      <fieldset disabled={!edit} className={classes.editor}>
        <TextInput
          label={t("name")}
          maxLength={60}
          maw={360}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <StageList draft={draft} saved={saved} change={setDraft} problems={problems} />
        <RemovedStages draft={draft} saved={saved} change={setDraft} />
        <IdleForm idle={draft.idle} change={(idle) => setDraft({ ...draft, idle })} />
        {problems.some(({ stageId }) => !stageId) && (
          <ul className={classes.problems} role="alert">
            {problems
              .filter(({ stageId }) => !stageId)
              .map(({ key }) => (
                <li key={key}>{t(`problems.${key}`)}</li>
              ))}
          </ul>
        )}
      </fieldset>
      <Versions pipelineId={saved.id} />
      {edit && <ArchivePipeline pipelineId={saved.id} />}
      {saving && <SaveDialog draft={draft} saved={saved} close={() => setSaving(false)} onSaved={() => setDone(true)} />}
    </>
  );
}
