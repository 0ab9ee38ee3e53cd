import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { DealDrawer } from "#web/features/deals/DealDrawer.tsx";
import { PipelinePage } from "#web/features/pipeline/PipelinePage.tsx";

/** The pipeline, with the drawer of the deal the address names over it. */
export function PipelineRoute() {
  const { pipelineId } = useParams({ from: "/w/$workspaceId/pipeline/$pipelineId" });
  const { deal } = useSearch({ from: "/w/$workspaceId/pipeline/$pipelineId" });
  const navigate = useNavigate({ from: "/w/$workspaceId/pipeline/$pipelineId" });
  const open = (dealId: string | undefined) => void navigate({ search: (search) => ({ ...search, deal: dealId }) });
  return (
    <>
      <PipelinePage pipelineId={pipelineId} openDeal={open} />
      {deal && <DealDrawer dealId={deal} close={() => open(undefined)} />}
    </>
  );
}
