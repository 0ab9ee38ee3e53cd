import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { importsQuery, pipelinesQuery, useImportVerb } from "./api.ts";
import { ImportHeader } from "./ImportHeader.tsx";
import { Kept } from "./Kept.tsx";
import { ResultView } from "./ResultView.tsx";
import { UndoDialog } from "./UndoDialog.tsx";
import { useReasonText } from "./words.ts";
import classes from "./imports.module.css";

/** How it ended, what can be done now: look at it, undo it, or try again. */
export function EndView({ detail, toPlan }: { detail: ImportDetail; toPlan: () => void }) {
  const { t } = useTranslation("imports");
  const text = useErrorText();
  const format = useFormat();
  const reason = useReasonText();
  const { id: workspaceId, can } = useWorkspace();
  const [undoing, setUndoing] = useState(false);
  const verb = useImportVerb(detail.id);
  const params = { workspaceId };
  const { state, failure, result, finishedAt, startedAt, by } = detail;
  const edit = can("sources.edit");
  const { data: pipelines } = useQuery(pipelinesQuery);
  const { plan } = detail;
  const pipeline = pipelines?.pipelines.find(({ id, name }) => (plan?.pipelineId ? id === plan.pipelineId : name === plan?.newPipeline));
  const { data: list } = useQuery(importsQuery);
  // what a failed import had written stays until it is undone
  const written = state === "done" || (list?.imports.find(({ id }) => id === detail.id)?.canUndo ?? false);
  const again = state === "failed" && edit && !written;
  const when = finishedAt ?? startedAt;
  return (
    <>
      <ImportHeader
        detail={detail}
        end={
          <>
            {written && edit && <Chip onClick={() => setUndoing(true)}>{t("undo.button")}</Chip>}
            {again && <Chip onClick={toPlan}>{t("check.change")}</Chip>}
            {again && (
              <Button onClick={() => verb.mutate("check")} loading={verb.isPending}>
                {t("plan.checkAgain")}
              </Button>
            )}
            {(state === "cancelled" || state === "undone") && edit && (
              <Button variant="default" renderRoot={(props) => <Link to="/w/$workspaceId/settings/files" params={params} {...props} />}>
                {t("end.anew")}
              </Button>
            )}
            {state === "done" && (
              <Button
                renderRoot={(props) =>
                  pipeline ? (
                    <Link to="/w/$workspaceId/pipeline/$pipelineId" params={{ ...params, pipelineId: pipeline.id }} {...props} />
                  ) : (
                    <Link to="/w/$workspaceId/pipeline" params={params} {...props} />
                  )
                }
              >
                {t("end.pipeline")}
              </Button>
            )}
          </>
        }
      />
      <div className={classes.body}>
        {verb.isError && <FormError>{text(verb.error)}</FormError>}
        {state !== "done" && (
          <div className={classes.ended} data-state={state}>
            <h2>{state === "undone" && detail.keptCount > 0 ? t("end.undoneExcept") : t(`end.${state}`)}</h2>
            {failure && <p>{reason(failure.code, failure.details)}</p>}
            <p>{t(state === "failed" && written ? "endHint.failedWritten" : `endHint.${state}`)}</p>
          </div>
        )}
        {when && (
          <p className={classes.quiet}>
            {by ? t("end.byWhen", { by, when: format.dateTime(when) }) : format.dateTime(when)}
            {state === "done" && <> · {t("end.undoLater")}</>}
          </p>
        )}
        {state === "undone" && <Kept detail={detail} />}
        {state === "done" && result && (
          <>
            <ResultView importId={detail.id} result={result} planned={false} />
            <p className={classes.chips}>
              <Link to="/w/$workspaceId/contacts" params={params}>
                {t("end.contacts")}
              </Link>
              <Link to="/w/$workspaceId/insights" params={params}>
                {t("end.insights")}
              </Link>
            </p>
          </>
        )}
      </div>
      {undoing && <UndoDialog importId={detail.id} name={detail.name} close={() => setUndoing(false)} />}
    </>
  );
}
