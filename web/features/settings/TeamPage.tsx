import { PageHeader } from "#web/ui/PageHeader.tsx";

export function TeamPage() {
  return <PageHeader title="TeamPage" />;
}
