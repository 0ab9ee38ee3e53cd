import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Belief, ImportDetail, ImportFile, Plan } from "#imports/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { pipelinesQuery, useImportVerb, useSavePlan, useSavingPlan } from "./api.ts";
import { Basics } from "./Basics.tsx";
import { DropZone } from "./DropZone.tsx";
import { FileSection } from "./FileSection.tsx";
import { Arriving } from "./Arriving.tsx";
import { ImportHeader } from "./ImportHeader.tsx";
import { Joins } from "./Joins.tsx";
import { getAt, questionsOf } from "./plan.ts";
import { People } from "./People.tsx";
import { PlanMenu } from "./PlanMenu.tsx";
import { Questions } from "./Questions.tsx";
import { Spellings } from "./Spellings.tsx";
import { StageWords } from "./StageWords.tsx";
import { startUploads, useUploads } from "./uploads.ts";
import classes from "./imports.module.css";

/** What the parts of the page need to show and change the plan. */
export type PlanParts = {
  plan: Plan;
  files: ImportFile[];
  beliefs: Belief[];
  pipeline: PipelineWire | undefined;
  pipelines: PipelineWire[];
  /** May be changed here: by this person, in this state. */ edit: boolean;
  change: (plan: Plan) => void;
};

type Props = { detail: ImportDetail; toResult: (() => void) | undefined; leave: () => void };

/** What Sluice believes about the files, each part with its evidence; everything that is changed is kept at once. */
export function PlanView({ detail, toResult, leave }: Props) {
  const { t } = useTranslation("imports");
  const text = useErrorText();
  const format = useFormat();
  const { can } = useWorkspace();
  const uploads = useUploads(detail.id);
  const save = useSavePlan(detail.id);
  const saving = useSavingPlan(detail.id);
  const verb = useImportVerb(detail.id);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const edit = can("sources.edit");
  const { plan, files } = detail;
  const arriving = uploads.some(({ error }) => !error) || files.some(({ state }) => state === "arriving" || state === "reading");
  const empty = files.length === 0 && uploads.length === 0;
  const open = plan ? questionsOf(plan, files, detail.open) : detail.open;
  // a file that nobody could place is asked about, but may as well stay aside while another is brought in
  const placeless = detail.beliefs
    .filter(({ about, strength }) => strength === "ask" && about.endsWith(".kind") && plan && getAt(plan, about) === "none")
    .map(({ about }) => about);
  const asked = [...new Set([...open, ...placeless])];
  const ready =
    plan?.files.some(({ kind }) => kind !== "none") && !arriving && open.length === 0 && files.some(({ state }) => state === "read");
  const parts: PlanParts | undefined = plan
    ? {
        plan,
        files,
        beliefs: detail.beliefs,
        pipelines: pipelines?.pipelines ?? [],
        pipeline: pipelines?.pipelines.find(({ id }) => id === plan.pipelineId),
        edit,
        change: (to) => save.mutate(to),
      }
    : undefined;
  const check = () => verb.mutate("check", { onSuccess: leave });
  return (
    <>
      <ImportHeader
        detail={detail}
        end={
          edit && (
            <>
              {toResult && <Chip onClick={toResult}>{t("plan.toResult")}</Chip>}
              <PlanMenu detail={detail} />
              {!empty && (
                <Button onClick={check} loading={verb.isPending} disabled={!ready || saving}>
                  {t("plan.check")}
                </Button>
              )}
            </>
          )
        }
      />
      <div className={classes.body}>
        {(verb.isError || save.isError) && <FormError>{text(verb.error ?? save.error)}</FormError>}
        {detail.savedPlan && <p className={classes.notice}>{t("plan.saved", { date: format.date(detail.savedPlan) })}</p>}
        {parts && edit && <Questions open={asked} parts={parts} />}
        <Arriving importId={detail.id} files={files} uploads={uploads} edit={edit} />
        {edit && (empty ? <DropZone take={(dropped) => startUploads(detail.id, dropped)} primary /> : null)}
        {parts?.plan.files.map((filePlan, index) => {
          const file = files.find(({ id }) => id === filePlan.fileId);
          return file?.state === "read" && <FileSection key={file.id} importId={detail.id} file={file} index={index} parts={parts} />;
        })}
        {edit && !empty && (
          <div className={classes.addFiles}>
            <DropZone take={(dropped) => startUploads(detail.id, dropped)} small />
            <span className={classes.dim}>{t("drop.anywhere")}</span>
          </div>
        )}
        {parts && (
          <>
            <Joins parts={parts} />
            <Basics parts={parts} />
            <StageWords parts={parts} />
            <People parts={parts} />
            <Spellings parts={parts} />
          </>
        )}
      </div>
    </>
  );
}
