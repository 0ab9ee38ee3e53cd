import { useParams } from "@tanstack/react-router";
import { ContactPage } from "#web/features/contacts/ContactPage.tsx";

export function ContactRoute() {
  const { contactId } = useParams({ from: "/w/$workspaceId/contacts/$contactId" });
  return <ContactPage key={contactId} contactId={contactId} />;
}
