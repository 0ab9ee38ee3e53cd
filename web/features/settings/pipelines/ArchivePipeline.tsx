import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import classes from "./pipelines.module.css";

/** Takes a pipeline out of use; its deals stay readable. */
export function ArchivePipeline({ pipelineId }: { pipelineId: string }) {
  const { t } = useTranslation("pipelines");
  const { t: common } = useTranslation("common");
  const { id: workspaceId } = useWorkspace();
  const text = useErrorText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [sure, setSure] = useState(false);
  const archive = useMutation({
    mutationFn: () => api.post(`/api/pipelines/${pipelineId}/archive`),
    onSuccess: async () => {
      await navigate({ to: "/w/$workspaceId/settings/pipelines", params: { workspaceId } });
      await client.invalidateQueries();
    },
  });
  return (
    <section className={classes.versions}>
      {!sure && (
        <button type="button" className={classes.textButton} onClick={() => setSure(true)}>
          {t("archive.button")}
        </button>
      )}
      {sure && (
        <>
          <p>{t("archive.text")}</p>
          {archive.isError && <FormError>{text(archive.error)}</FormError>}
          <div className={classes.newStage}>
            <Button variant="default" onClick={() => setSure(false)}>
              {common("cancel")}
            </Button>
            <Button variant="default" loading={archive.isPending} onClick={() => archive.mutate()}>
              {t("archive.button")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
