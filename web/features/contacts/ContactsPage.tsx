import { Button, Modal, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { useLiveChange } from "#web/lib/live.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { ExportMenu } from "#web/ui/ExportMenu.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { PeopleTabs } from "#web/ui/PeopleTabs.tsx";
import { contactsQuery } from "./api.ts";
import { ContactRows } from "./ContactRows.tsx";
import { NewContactForm } from "./NewContactForm.tsx";
import classes from "./contacts.module.css";

const from = "/w/$workspaceId/contacts";
const kinds = ["known", "lead", "customer", "anonymous", "all"] as const;
const typingMs = 200;
const refreshMs = 3_000;

export function ContactsPage() {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  const { can } = useWorkspace();
  const filter = useSearch({ from });
  const navigate = useNavigate({ from });
  const [making, setMaking] = useState(false);
  const list = useInfiniteQuery(contactsQuery(filter));
  useFreshList(list.data?.pages.length ?? 0);
  const kind = filter.kind ?? "known";
  const contacts = list.data?.pages.flatMap((page) => page.contacts) ?? [];
  const total = list.data?.pages[0]?.total;
  return (
    <>
      <PageHeader title={t("title")} end={can("contacts.edit") ? <Button onClick={() => setMaking(true)}>{t("new.title")}</Button> : null}>
        {total != null && <span className={classes.total}>{format.number(total)}</span>}
      </PageHeader>
      <PeopleTabs />
      <div className={classes.filters}>
        <SearchField
          value={filter.q ?? ""}
          change={(q) => void navigate({ search: (search) => ({ ...search, q: q || undefined }), replace: true })}
        />
        <div className={classes.chips} role="group" aria-label={t("kind")}>
          {kinds.map((name) => (
            <Chip
              key={name}
              on={kind === name}
              aria-pressed={kind === name}
              onClick={() =>
                void navigate({ search: (search) => ({ ...search, kind: name === "known" ? undefined : name }), replace: true })
              }
            >
              {t(`kinds.${name}`)}
            </Chip>
          ))}
        </div>
        <ExportMenu lists={[{ path: "contacts", params: filter }]} />
      </div>
      {list.error && !list.data && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <LoadingRows />}
      {list.data && contacts.length === 0 && (
        <EmptyState title={t(filter.q || filter.kind ? "noMatch" : "empty")}>
          {filter.q || filter.kind ? t("noMatchText") : t("emptyText")}
        </EmptyState>
      )}
      {contacts.length > 0 && (
        <ContactRows
          total={total ?? null}
          contacts={contacts}
          more={list.hasNextPage}
          loading={list.isFetchingNextPage}
          loadMore={() => void list.fetchNextPage()}
          stale={list.isPlaceholderData}
        />
      )}
      <Modal opened={making} onClose={() => setMaking(false)} title={t("new.title")}>
        <NewContactForm />
      </Modal>
    </>
  );
}

/** While people stream in, the first page follows; further down nothing moves under the reader. */
function useFreshList(pages: number): void {
  const client = useQueryClient();
  const last = useRef(0);
  useLiveChange((change) => {
    if (pages > 1 || (change && change.contacts.length === 0 && !change.more) || Date.now() - last.current < refreshMs) return;
    last.current = Date.now();
    void client.invalidateQueries({ queryKey: ["contacts", "list"] });
  });
}

function SearchField({ value, change }: { value: string; change: (q: string) => void }) {
  const { t } = useTranslation("contacts");
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback((q: string) => change(q.trim()), typingMs);
  return (
    <TextInput
      type="search"
      className={classes.search}
      placeholder={t("search")}
      aria-label={t("search")}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
