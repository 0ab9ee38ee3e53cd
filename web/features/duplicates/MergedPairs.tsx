import { notifications } from "@mantine/notifications";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { MergeEntry } from "#people/duplicates/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { mergesQuery, useUnmergePair } from "./api.ts";
import classes from "./duplicates.module.css";

/** What people have merged, the newest first; each can be taken back. */
export function MergedPairs() {
  const { t } = useTranslation("duplicates");
  const { t: common } = useTranslation("common");
  const list = useInfiniteQuery(mergesQuery);
  const merges = list.data?.pages.flatMap((page) => page.merges) ?? [];
  if (list.error && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <LoadingRows />;
  if (merges.length === 0) return <EmptyState title={t("mergedEmpty")}>{t("mergedEmptyText")}</EmptyState>;
  return (
    <>
      <ul className={classes.lines} aria-label={t("states.merged")}>
        {merges.map((merge) => (
          <MergedLine key={merge.id} merge={merge} />
        ))}
      </ul>
      {list.hasNextPage && (
        <button type="button" className={classes.moreButton} onClick={() => void list.fetchNextPage()}>
          {common("loadMore")}
        </button>
      )}
    </>
  );
}

function MergedLine({ merge }: { merge: MergeEntry }) {
  const { t } = useTranslation("duplicates");
  const { t: common } = useTranslation("common");
  const format = useFormat();
  const text = useErrorText();
  const { id: workspaceId, can } = useWorkspace();
  const unmerge = useUnmergePair();
  const { kind, into, from, at, actor, undone } = merge;
  const name = into.name ?? common("visitor");
  return (
    <li>
      <span className={classes.grow}>
        {from.name ?? common("visitor")} <span className={classes.dim}>→</span>{" "}
        {kind === "contact" ? (
          <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: into.id }}>
            {name}
          </Link>
        ) : (
          <Link to="/w/$workspaceId/companies/$companyId" params={{ workspaceId, companyId: into.id }}>
            {name}
          </Link>
        )}
      </span>
      <span className={classes.dim}>{[format.dateTime(at), actor].filter(Boolean).join(" · ")}</span>
      {undone && <span className={classes.dim}>{t("isUnmerged")}</span>}
      {!undone && can("contacts.edit") && (
        <button
          type="button"
          className={classes.textButton}
          disabled={unmerge.isPending}
          onClick={() =>
            unmerge.mutate(merge, {
              onSuccess: () => notifications.show({ message: t("unmerged") }),
              onError: (error) => notifications.show({ color: "red", message: text(error) }),
            })
          }
        >
          {t("unmerge")}
        </button>
      )}
    </li>
  );
}
