import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useLiveChange } from "#web/lib/live.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { ExportMenu } from "#web/ui/ExportMenu.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { fetchLog, useSources, type LogFilter } from "./api.ts";
import { LogLine } from "./LogLine.tsx";
import { PastSection } from "./past/PastSection.tsx";
import { SourceMenu } from "./SourceMenu.tsx";
import classes from "./sources.module.css";

const from = "/w/$workspaceId/settings/sources/$sourceId";
const statuses = ["all", "accepted", "ignored", "refused", "failed", "waiting"] as const;

/** What came in through one source, newest first, and what became of each. */
export function SourcePage() {
  const { t } = useTranslation("sources");
  const { sourceId } = useParams({ from });
  const { data, error, refetch } = useSources();
  const source = data?.sources.find(({ id }) => id === sourceId);
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingRows />;
  if (!source) return <EmptyState title={t("gone")} />;
  return <SourceLog source={source} />;
}

function SourceLog({ source }: { source: SourceWire }) {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const { can } = useWorkspace();
  const filter = useSearch({ from });
  const navigate = useNavigate({ from });
  const status = filter.status ?? "all";
  return (
    <>
      <PageHeader title={source.name} end={can("sources.edit") && source.kind !== "demo" ? <SourceMenu source={source} /> : null}>
        <span className={classes.kind}>{t(`kinds.${source.kind}`)}</span>
      </PageHeader>
      <PastSection source={source} />
      <div className={classes.filters}>
        <div className={classes.chips} role="group" aria-label={t("filter")}>
          {statuses.map((name) => (
            <Chip
              key={name}
              on={status === name}
              aria-pressed={status === name}
              onClick={() =>
                void navigate({ search: (search) => ({ ...search, status: name === "all" ? undefined : name }), replace: true })
              }
            >
              {t(`status.${name}`)}
              {name !== "all" && source.counts[name] > 0 && <span className={classes.count}> {format.number(source.counts[name])}</span>}
            </Chip>
          ))}
        </div>
        <SearchBox
          value={filter.q ?? ""}
          change={(q) => void navigate({ search: (search) => ({ ...search, q: q || undefined }), replace: true })}
        />
        <ExportMenu lists={[{ path: `log/${source.id}`, params: { status: filter.status, q: filter.q } }]} />
      </div>
      <LogRows source={source} filter={{ status: filter.status, q: filter.q }} />
    </>
  );
}

const typingMs = 250;

function SearchBox({ value, change }: { value: string; change: (value: string) => void }) {
  const { t } = useTranslation("sources");
  const [typed, setTyped] = useState(value);
  const [settled] = useDebouncedValue(typed, typingMs);
  useEffect(() => {
    if (settled.trim() !== value) change(settled.trim());
    // only what was typed leads; the address follows it
  }, [settled]); // oxlint-disable-line react-hooks/exhaustive-deps
  return (
    <TextInput
      type="search"
      size="sm"
      className={classes.search}
      placeholder={t("searchHint")}
      aria-label={t("searchHint")}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

function LogRows({ source, filter }: { source: SourceWire; filter: LogFilter }) {
  const { t } = useTranslation("sources");
  const { t: common } = useTranslation("common");
  const client = useQueryClient();
  const queryKey = ["sources", source.id, "log", filter];
  const log = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchLog(source.id, filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  useLiveChange((change) => {
    // further pages are left as they are: rows must not move away under the reader
    if ((!change || change.sources.includes(source.id)) && (log.data?.pages.length ?? 0) <= 1) void client.invalidateQueries({ queryKey });
  });
  if (log.error && !log.data) return <ErrorState error={log.error} retry={() => void log.refetch()} />;
  if (!log.data) return <LoadingRows />;
  const rows = log.data.pages.flatMap((page) => page.rows);
  if (rows.length === 0) {
    const filtered = filter.status || filter.q;
    return <EmptyState title={t(filtered ? "noMatch" : "emptyLog.title")}>{filtered ? null : t("emptyLog.text")}</EmptyState>;
  }
  return (
    <>
      <ul className={classes.log}>
        {rows.map((row) => (
          <LogLine key={row.externalId} row={row} source={source} />
        ))}
      </ul>
      {log.hasNextPage && (
        <div className={classes.more}>
          <Chip disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {common("loadMore")}
          </Chip>
        </div>
      )}
    </>
  );
}
