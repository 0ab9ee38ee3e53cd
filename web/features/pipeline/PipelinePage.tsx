import { PageHeader } from "#web/ui/PageHeader.tsx";

type Props = { pipelineId: string; openDeal: (dealId: string | undefined) => void };

export function PipelinePage({ pipelineId }: Props) {
  return <PageHeader title={pipelineId} />;
}
