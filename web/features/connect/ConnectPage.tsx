import { PageHeader } from "#web/ui/PageHeader.tsx";

export function ConnectPage() {
  return <PageHeader title="ConnectPage" />;
}
