import { PageHeader } from "#web/ui/PageHeader.tsx";

export function WorkspacePage() {
  return <PageHeader title="WorkspacePage" />;
}
