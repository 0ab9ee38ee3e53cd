import { Checkbox } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useLiveChange } from "#web/lib/live.ts";
import { usePaced } from "#web/lib/use-paced.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import type { ListKey } from "./api.ts";
import { BulkBar } from "./BulkBar.tsx";
import { DealListRow } from "./DealListRow.tsx";
import type { SearchChange } from "./FilterBar.tsx";
import { OutcomeChips } from "./OutcomeChips.tsx";
import { filtersOf, type PipelineSearch } from "./search.ts";
import { usePagedRows } from "./use-paged-rows.ts";
import classes from "./DealList.module.css";

type Props = {
  pipeline: PipelineWire;
  search: PipelineSearch;
  onSearch: SearchChange;
  editable: boolean;
  hrefOf: (dealId: string) => string;
  onOpen: (dealId: string) => void;
};

const rowHeight = 44;
const pace = { waitMs: 300, everyMs: 2_000 };
const columns = [
  { id: "name", sort: "name" },
  { id: "value", sort: "value" },
  { id: "stage" },
  { id: "owner" },
  { id: "source" },
  { id: "entered", sort: "entered" },
  { id: "lastFact", sort: "lastFact" },
] as const;

/** The deals of a pipeline as rows: sorted, filtered, several at once. */
export function DealList({ pipeline, search, onSearch, editable, hrefOf, onOpen }: Props) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState({ first: 0, last: 30 });
  const [total, setTotal] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const key: ListKey = {
    pipelineId: pipeline.id,
    filters: filtersOf(search),
    stageId: search.stage,
    outcome: search.outcome ?? "open",
    sort: search.sort ?? "lastFact",
    dir: search.dir ?? "desc",
  };
  const { filters, ...rest } = key;
  const rows = usePagedRows(key, window, total);
  useEffect(() => setTotal(rows.total), [rows.total]);
  const keyText = JSON.stringify(key);
  useEffect(() => setChosen(new Set()), [keyText]);

  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 0, height: 700 },
  });
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 30;
  useEffect(() => setWindow((old) => (old.first === first && old.last === last ? old : { first, last })), [first, last]);

  const client = useQueryClient();
  const ask = usePaced(() => client.refetchQueries({ queryKey: ["deals", pipeline.id], type: "active" }), pace);
  useLiveChange((change) => {
    if (!change || change.more || change.deals.length > 0) ask.ask();
  });

  const toggle = (id: string) =>
    setChosen((old) => (old.has(id) ? new Set([...old].filter((each) => each !== id)) : new Set([...old, id])));
  const sortBy = (sort: NonNullable<(typeof columns)[number] extends infer C ? (C extends { sort: infer S } ? S : never) : never>) =>
    onSearch((old) => {
      const current = old.sort ?? "lastFact";
      const next = sort === "lastFact" ? undefined : sort;
      return current === sort
        ? { ...old, dir: old.dir === "asc" ? undefined : "asc" }
        : { ...old, sort: next, dir: sort === "name" ? "asc" : undefined };
    });
  const loaded = rows.loaded();
  const all = loaded.length > 0 && loaded.every((row) => chosen.has(row.id));

  return (
    <div className={classes.list}>
      <OutcomeChips
        pipeline={pipeline}
        search={search}
        onSearch={onSearch}
        total={rows.first.data ? rows.total : undefined}
        exported={{ ...filters, ...rest }}
      />
      {chosen.size > 0 && (
        <BulkBar pipeline={pipeline} rows={loaded.filter((row) => chosen.has(row.id))} onDone={() => setChosen(new Set())} />
      )}
      {rows.first.isPending ? (
        <LoadingRows rows={12} />
      ) : rows.first.isError ? (
        <ErrorState error={rows.first.error} retry={() => void rows.first.refetch()} />
      ) : rows.total === 0 ? (
        <EmptyState title={t("list.empty")}>{t("list.emptyHint")}</EmptyState>
      ) : (
        <div ref={scroller} className={classes.scroller} tabIndex={0} role="region" aria-label={t("list.label")}>
          <div role="table" aria-label={t("list.label")} aria-rowcount={rows.total + 1} className={classes.table}>
            <div role="row" className={`${classes.row} ${classes.head}`} aria-rowindex={1}>
              <div role="columnheader" className={classes.check}>
                {editable && (
                  <Checkbox
                    size="xs"
                    aria-label={t("list.chooseAll")}
                    checked={all}
                    indeterminate={!all && chosen.size > 0}
                    onChange={() => setChosen(all ? new Set() : new Set(loaded.map((row) => row.id)))}
                  />
                )}
              </div>
              {columns.map((column) => {
                const sort = "sort" in column ? column.sort : undefined;
                const on = sort !== undefined && key.sort === sort;
                const label = column.id === "entered" && key.outcome !== "open" ? t("list.columns.closed") : t(`list.columns.${column.id}`);
                return (
                  <div
                    key={column.id}
                    role="columnheader"
                    aria-sort={!sort ? undefined : on ? (key.dir === "asc" ? "ascending" : "descending") : "none"}
                    className={classes[column.id]}
                  >
                    {sort ? (
                      <button type="button" className={classes.sort} onClick={() => sortBy(sort)}>
                        {label} <span aria-hidden="true">{on ? (key.dir === "asc" ? "↑" : "↓") : ""}</span>
                      </button>
                    ) : (
                      label
                    )}
                  </div>
                );
              })}
            </div>
            <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map((item) => {
                const row = rows.rowAt(item.index);
                return (
                  <DealListRow
                    key={row?.id ?? item.index}
                    index={item.index}
                    top={item.start}
                    row={row}
                    pipeline={pipeline}
                    editable={editable}
                    chosen={row !== undefined && chosen.has(row.id)}
                    selected={row !== undefined && row.id === search.deal}
                    onToggle={toggle}
                    href={row ? hrefOf(row.id) : ""}
                    onOpen={onOpen}
                  />
                );
              })}
            </div>
          </div>
        </div>
      )}
      <span className={classes.count} role="status">
        {rows.first.data ? t("list.count", { count: rows.total, number: format.number(rows.total) }) : ""}
      </span>
    </div>
  );
}
