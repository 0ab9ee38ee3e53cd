import { PageHeader } from "#web/ui/PageHeader.tsx";

export function ConnectSourcePage() {
  return <PageHeader title="ConnectSourcePage" />;
}
