import { PageHeader } from "#web/ui/PageHeader.tsx";

export function SourcesPage() {
  return <PageHeader title="SourcesPage" />;
}
