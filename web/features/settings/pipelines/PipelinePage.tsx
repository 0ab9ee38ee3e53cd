import { PageHeader } from "#web/ui/PageHeader.tsx";

export function PipelinePage() {
  return <PageHeader title="PipelinePage" />;
}
