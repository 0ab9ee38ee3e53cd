import { PageHeader } from "#web/ui/PageHeader.tsx";

export function ContactPage({ contactId }: { contactId: string }) {
  return <PageHeader title={contactId} />;
}
