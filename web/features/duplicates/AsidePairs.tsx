import { notifications } from "@mantine/notifications";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DuplicateKind } from "#people/duplicates/contract.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { pairsQuery, useJudgePair } from "./api.ts";
import { keyOf } from "./PairList.tsx";
import classes from "./duplicates.module.css";

/** Pairs of whom a person said that they are two. */
export function AsidePairs({ kind }: { kind: DuplicateKind }) {
  const { t } = useTranslation("duplicates");
  const { t: common } = useTranslation("common");
  const format = useFormat();
  const nameOf = useContactName();
  const text = useErrorText();
  const { can } = useWorkspace();
  const list = useInfiniteQuery(pairsQuery(kind, "aside"));
  const takeBack = useJudgePair("take-back");
  const pairs = list.data?.pages.flatMap((page) => page.pairs) ?? [];
  if (list.error && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <LoadingRows />;
  if (pairs.length === 0) return <EmptyState title={t("asideEmpty")}>{t("asideEmptyText")}</EmptyState>;
  return (
    <>
      <ul className={classes.lines} aria-label={t("states.aside")}>
        {pairs.map((pair) => (
          <li key={keyOf(pair)}>
            <span className={classes.grow}>
              {nameOf(pair.one)} <span className={classes.dim}>≠</span> {nameOf(pair.other)}
            </span>
            <span className={classes.dim}>{pair.setAsideAt && format.date(pair.setAsideAt)}</span>
            {can("contacts.edit") && (
              <button
                type="button"
                className={classes.textButton}
                disabled={takeBack.isPending}
                onClick={() =>
                  takeBack.mutate(
                    { kind, id: pair.one.id, otherId: pair.other.id },
                    { onError: (error) => notifications.show({ color: "red", message: text(error) }) },
                  )
                }
              >
                {t("takeBack")}
              </button>
            )}
          </li>
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
