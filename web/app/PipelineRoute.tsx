import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { PipelinePage } from "#web/features/pipeline/PipelinePage.tsx";

const DealDrawer = lazy(() => import("#web/features/deals/DealDrawer.tsx").then((file) => ({ default: file.DealDrawer })));

/** The pipeline, with the drawer of the deal the address names over it. */
export function PipelineRoute() {
  const { pipelineId } = useParams({ from: "/w/$workspaceId/pipeline/$pipelineId" });
  const { deal } = useSearch({ from: "/w/$workspaceId/pipeline/$pipelineId" });
  const navigate = useNavigate({ from: "/w/$workspaceId/pipeline/$pipelineId" });
  const open = (dealId: string | undefined) => void navigate({ search: (search) => ({ ...search, deal: dealId }) });
  return (
    <>
      <PipelinePage pipelineId={pipelineId} openDeal={open} />
      {deal && (
        <Suspense fallback={null}>
          <DealDrawer dealId={deal} close={() => open(undefined)} />
        </Suspense>
      )}
    </>
  );
}
