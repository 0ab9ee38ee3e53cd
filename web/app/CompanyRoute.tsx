import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { PipelineWire } from "#pipelines/contract.ts";
import { CompanyPage } from "#web/features/companies/CompanyPage.tsx";
import { api } from "#web/lib/api.ts";
import { useLiveChange } from "#web/lib/live.ts";

/** A company, with the names of the stages its deals stand in. */
export function CompanyRoute() {
  const { companyId } = useParams({ from: "/w/$workspaceId/companies/$companyId" });
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["pipelines"],
    queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
    staleTime: 60_000,
  });
  const stageName = (stageId: string) => data?.pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === stageId)?.name ?? stageId;
  useLiveChange((change) => {
    if (!change || change.more) void client.invalidateQueries({ queryKey: ["companies", companyId] });
  });
  return <CompanyPage key={companyId} companyId={companyId} stageName={stageName} />;
}
