import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "#web/lib/api.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Label } from "#web/ui/Chip.tsx";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { contactQuery } from "./api.ts";
import { ContactFacts } from "./ContactFacts.tsx";
import { EditContactForm } from "./EditContactForm.tsx";
import { MergeForm } from "./MergeForm.tsx";
import classes from "./contacts.module.css";

type Props = { contactId: string; stageName: (stageId: string) => string; timeline: ReactNode };

/** One person: what happened, and beside it who they are, their deals and orders, and which histories were joined. */
export function ContactPage({ contactId, stageName, timeline }: Props) {
  const { t } = useTranslation("contacts");
  const nameOf = useContactName();
  const { id: workspaceId, can } = useWorkspace();
  const [dialog, setDialog] = useState<"edit" | "merge">();
  const { data: contact, error, refetch } = useQuery(contactQuery(contactId));
  if (error && !contact) {
    if (error instanceof ApiError && error.status === 404)
      return (
        <EmptyState
          title={t("gone")}
          action={
            <Link to="/w/$workspaceId/contacts" params={{ workspaceId }}>
              {t("all")}
            </Link>
          }
        />
      );
    return <ErrorState error={error} retry={() => void refetch()} />;
  }
  if (!contact) return <LoadingRows />;
  const close = () => setDialog(undefined);
  return (
    <>
      <PageHeader
        title={nameOf(contact)}
        end={
          can("contacts.edit") && (
            <>
              <Button variant="default" onClick={() => setDialog("edit")}>
                {t("edit.button")}
              </Button>
              <Button variant="default" onClick={() => setDialog("merge")}>
                {t("merge.button")}
              </Button>
            </>
          )
        }
      >
        <Label {...(contact.kind === "customer" && { tone: "teal" as const })}>{t(`kind_${contact.kind}`)}</Label>
      </PageHeader>
      <div className={classes.contact}>
        <section className={classes.timeline}>
          <h2>{t("timeline")}</h2>
          {timeline}
        </section>
        <ContactFacts contact={contact} stageName={stageName} />
      </div>
      <Modal opened={dialog === "edit"} onClose={close} title={t("edit.title")}>
        <EditContactForm contact={contact} close={close} />
      </Modal>
      <Modal opened={dialog === "merge"} onClose={close} title={t("merge.title", { name: nameOf(contact) })}>
        <MergeForm contact={contact} close={close} />
      </Modal>
    </>
  );
}
