import { PageHeader } from "#web/ui/PageHeader.tsx";

export function KeysPage() {
  return <PageHeader title="KeysPage" />;
}
