import { PageHeader } from "#web/ui/PageHeader.tsx";

export function AccountPage() {
  return <PageHeader title="AccountPage" />;
}
