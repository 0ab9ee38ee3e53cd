import { PageHeader } from "#web/ui/PageHeader.tsx";

export function SourcePage() {
  return <PageHeader title="SourcePage" />;
}
