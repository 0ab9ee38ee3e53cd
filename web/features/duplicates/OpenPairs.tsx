import { notifications } from "@mantine/notifications";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DuplicateKind } from "#people/duplicates/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { pairsQuery, useJudgePair, useMergePair, useUnmergePair, type Keep } from "./api.ts";
import { CompareCompanies } from "./CompareCompanies.tsx";
import { CompareContacts } from "./CompareContacts.tsx";
import { keyOf, PairList } from "./PairList.tsx";
import { usePairKeys } from "./use-pair-keys.ts";
import classes from "./duplicates.module.css";

const from = "/w/$workspaceId/contacts/duplicates";

/** The list and, beside it, the pair that is looked at; after each decision the next one. `j` and `k` walk. */
export function OpenPairs({ kind, searching }: { kind: DuplicateKind; searching: boolean }) {
  const { t } = useTranslation("duplicates");
  const text = useErrorText();
  const { pair: asked } = useSearch({ from });
  const navigate = useNavigate({ from });
  const list = useInfiniteQuery(pairsQuery(kind, "open"));
  const merge = useMergePair();
  const unmerge = useUnmergePair();
  const setAside = useJudgePair("set-aside");
  const pairs = list.data?.pages.flatMap((page) => page.pairs) ?? [];
  const at = Math.max(
    0,
    pairs.findIndex((pair) => keyOf(pair) === asked),
  );
  const pair = pairs[at];
  const choose = (key: string | undefined) => void navigate({ search: (search) => ({ ...search, pair: key }), replace: true });
  const walk = (step: number) => {
    const next = pairs[Math.min(pairs.length - 1, Math.max(0, at + step))];
    if (!next) return;
    choose(keyOf(next));
    document.querySelector<HTMLElement>(`[data-pair="${keyOf(next)}"]`)?.focus();
  };
  usePairKeys({ j: () => walk(1), k: () => walk(-1) });

  if (list.error && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <LoadingRows />;
  if (!pair) return <EmptyState title={t(searching ? "searching" : "empty")}>{t(searching ? "searchingText" : "emptyText")}</EmptyState>;

  const failed = (error: unknown) => notifications.show({ color: "red", message: text(error) });
  const next = () => {
    const following = pairs[at + 1] ?? pairs[at - 1];
    choose(asked && following ? keyOf(following) : undefined);
  };
  const doMerge = (intoId: string, fromId: string, keep: Keep) =>
    merge.mutate(
      { kind, intoId, fromId, keep },
      {
        onError: failed,
        onSuccess: (done) => {
          next();
          const id = `merged-${done.id}`;
          const undo = () => {
            notifications.hide(id);
            unmerge.mutate(done, { onError: failed, onSuccess: () => notifications.show({ message: t("unmerged") }) });
          };
          notifications.show({
            id,
            message: (
              <span className={classes.toast}>
                {t("merged")}
                <button type="button" className={classes.textButton} onClick={undo}>
                  {t("unmerge")}
                </button>
              </span>
            ),
          });
        },
      },
    );
  const doSetAside = () =>
    setAside.mutate(
      { kind, id: pair.one.id, otherId: pair.other.id },
      { onError: failed, onSuccess: () => (next(), notifications.show({ message: t("wasSetAside") })) },
    );
  const actions = { pair, busy: merge.isPending || setAside.isPending, merge: doMerge, setAside: doSetAside };
  return (
    <div className={classes.page} data-open={asked !== undefined || undefined}>
      <PairList pairs={pairs} here={keyOf(pair)} choose={choose} more={list.hasNextPage ? () => void list.fetchNextPage() : undefined} />
      <div className={classes.detail}>
        <button type="button" className={classes.back} onClick={() => choose(undefined)}>
          ← {t("toList")}
        </button>
        {kind === "contact" ? <CompareContacts key={keyOf(pair)} {...actions} /> : <CompareCompanies key={keyOf(pair)} {...actions} />}
      </div>
    </div>
  );
}
