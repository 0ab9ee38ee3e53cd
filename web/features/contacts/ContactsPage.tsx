import { PageHeader } from "#web/ui/PageHeader.tsx";

export function ContactsPage() {
  return <PageHeader title="ContactsPage" />;
}
