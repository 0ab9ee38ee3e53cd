import { PageHeader } from "#web/ui/PageHeader.tsx";

export function InsightsPage() {
  return <PageHeader title="InsightsPage" />;
}
