import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { pipelinesQuery } from "./api.ts";
import { NewPipeline } from "./NewPipeline.tsx";
import classes from "./pipelines.module.css";

export function PipelinesPage() {
  const { t } = useTranslation("pipelines");
  const { id: workspaceId, can } = useWorkspace();
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(pipelinesQuery);
  return (
    <>
      <PageHeader
        title={t("title")}
        end={
          can("pipelines.edit") ? (
            <Button variant="default" onClick={() => setMaking(true)}>
              {t("new.title")}
            </Button>
          ) : null
        }
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={2} />}
      <ul className={classes.pipelines}>
        {data?.pipelines.map((pipeline) => (
          <li key={pipeline.id}>
            <Link
              to="/w/$workspaceId/settings/pipelines/$pipelineId"
              params={{ workspaceId, pipelineId: pipeline.id }}
              className={classes.pipeline}
            >
              <span className={classes.pipelineName}>{pipeline.name}</span>
              <span className={classes.pipelineStages}>{pipeline.stages.map(({ name }) => name).join(" → ")}</span>
              <span className={classes.dim}>{t("version", { version: pipeline.version })}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Modal opened={making} onClose={() => setMaking(false)} title={t("new.title")}>
        <NewPipeline />
      </Modal>
    </>
  );
}
