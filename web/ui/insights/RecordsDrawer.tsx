import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDealName } from "#web/lib/deal-name.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "../ErrorState.tsx";
import { LoadingRows } from "../LoadingRows.tsx";
import { SideDrawer } from "../SideDrawer.tsx";
import classes from "./insights.module.css";

export type RecordRow = { kind: "deal" | "contact"; id: string; name: string | null; at: string };
/** `total` and `sum` are over all records, not the page. */
export type RecordsPage = { total: number; sum: number; records: RecordRow[] };

type Props<Page extends RecordsPage> = {
  /** The figure's name. */ title: string;
  /** Period or other words on what these are. */ caption: ReactNode;
  /** Keys what it asks for; `ask` fetches the page that begins at an offset. */
  queryKey: readonly unknown[];
  ask: (offset: number, options: { signal: AbortSignal }) => Promise<Page>;
  /** How number and sum give the figure. */ sentence: (answer: Page) => ReactNode;
  columns: { name: string; at: string; part?: string };
  part?: (row: Page["records"][number]) => ReactNode;
  /** Export and the like. */ actions?: ReactNode;
  onClose: () => void;
};

/** The records a figure is made of: their number, their sum, and how the two give the figure. */
export function RecordsDrawer<Page extends RecordsPage>({
  title,
  caption,
  queryKey,
  ask,
  sentence,
  columns,
  part,
  actions,
  onClose,
}: Props<Page>) {
  const { t } = useTranslation("scope");
  const format = useFormat();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.records.length, 0);
      return last.records.length > 0 && seen < last.total ? seen : undefined;
    },
  });
  const answer = data?.pages.at(-1);
  const records = data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <SideDrawer title={t("records.title", { name: title })} size={560} onClose={onClose}>
      <p className={classes.quiet}>{caption}</p>
      {isPending ? (
        <LoadingRows rows={10} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <>
          <p className={classes.sum} data-total={answer?.total} data-sum={answer?.sum}>
            {answer && sentence(answer)}
          </p>
          {records.length > 0 && actions}
          <table className={classes.records}>
            <thead>
              <tr>
                <th scope="col">{columns.name}</th>
                <th scope="col">{columns.at}</th>
                {columns.part && <th scope="col">{columns.part}</th>}
              </tr>
            </thead>
            <tbody>
              {records.map((record) => (
                <tr key={`${record.id} ${record.at}`}>
                  <td>
                    <RecordLink record={record} />
                  </td>
                  <td>{format.dateTime(record.at)}</td>
                  {columns.part && <td>{part?.(record)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
          {records.length === 0 && <p className={classes.quiet}>{t("records.none")}</p>}
          {hasNextPage && (
            <Button variant="default" mt={12} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("records.more", { number: format.number((answer?.total ?? 0) - records.length) })}
            </Button>
          )}
        </>
      )}
    </SideDrawer>
  );
}

function RecordLink({ record }: { record: RecordRow }) {
  const nameOf = useDealName();
  const { id: workspaceId } = useWorkspace();
  const name = nameOf({ name: record.name });
  return record.kind === "deal" ? (
    <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId: record.id }}>
      {name}
    </Link>
  ) : (
    <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: record.id }}>
      {name}
    </Link>
  );
}
