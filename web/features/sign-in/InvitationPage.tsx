import { PageHeader } from "#web/ui/PageHeader.tsx";

export function InvitationPage() {
  return <PageHeader title="InvitationPage" />;
}
