import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { pipelinesQuery } from "./api.ts";
import { Editor } from "./Editor.tsx";

export function PipelinePage() {
  const { t } = useTranslation("pipelines");
  const { pipelineId } = useParams({ from: "/w/$workspaceId/settings/pipelines/$pipelineId" });
  // while it is edited nothing may change under the person's hands; a newer version shows when saving
  const { data, error, refetch } = useQuery({ ...pipelinesQuery, refetchOnWindowFocus: false });
  const pipeline = data?.pipelines.find(({ id }) => id === pipelineId);
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingRows />;
  if (!pipeline) return <EmptyState title={t("gone")} />;
  return <Editor key={`${pipeline.id} ${pipeline.version}`} saved={pipeline} />;
}
