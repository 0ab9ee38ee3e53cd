import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "#deals/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { timelineQuery, type TimelineOf } from "./api.ts";
import { lateKeys, pageCount, timelineRows, type TimelineRow } from "./timeline-rows.ts";
import { useTimelineTime } from "./timeline-time.ts";
import { useTimelineWords } from "./timeline-words.ts";
import classes from "./Timeline.module.css";

type Props = { of: TimelineOf; stageName: (stageId: string) => string; returning: boolean };

/** Everything that happened, newest first, with its cause. */
export function Timeline({ of, stageName, returning }: Props) {
  const { t } = useTranslation("deals");
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(timelineQuery(of));
  const wordsOf = useTimelineWords(stageName, returning);
  if (isPending) return <LoadingRows rows={5} />;
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  const entries = data.pages.flatMap((page) => page.entries);
  const rows = timelineRows(entries);
  const late = lateKeys(entries);
  if (rows.length === 0) return <p className={classes.empty}>{t("timeline.empty")}</p>;
  return (
    <>
      <ol className={classes.timeline} aria-label={t("timeline.label")}>
        {rows.map((row) =>
          row.kind === "pages" ? (
            <Pages key={row.key} row={row} wordsOf={wordsOf} />
          ) : (
            <Line key={row.entry.key} row={row} wordsOf={wordsOf} late={late.has(row.entry.key)} />
          ),
        )}
      </ol>
      {hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          className={classes.more}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t("timeline.more")}
        </Button>
      )}
    </>
  );
}

type WordsOf = ReturnType<typeof useTimelineWords>;

function Line({ row, wordsOf, late = false }: { row: Extract<TimelineRow, { kind: "entry" }>; wordsOf: WordsOf; late?: boolean }) {
  const words = wordsOf(row.entry);
  const because = row.because && wordsOf(row.because);
  const detail = because?.detail || words.detail;
  return (
    <li className={classes.event} data-type={row.entry.type}>
      <When entry={row.entry} />
      <div>
        <span className={words.moved ? classes.moved : undefined}>{words.title}</span>
        {because && <> · {because.title}</>}
        {words.quote && <p className={classes.quote}>{words.quote}</p>}
        <p className={classes.by}>{[detail, because ? because.by : words.by].filter(Boolean).join(" · ")}</p>
        {late && <Late entry={row.entry} />}
      </div>
    </li>
  );
}

function Pages({ row, wordsOf }: { row: Extract<TimelineRow, { kind: "pages" }>; wordsOf: WordsOf }) {
  const { t } = useTranslation("deals");
  const [opened, setOpened] = useState(false);
  const first = row.entries[0]!;
  if (row.entries.length === 1) return <Line row={{ kind: "entry", entry: first, because: null }} wordsOf={wordsOf} />;
  return (
    <li className={classes.event}>
      <When entry={first} />
      <div>
        {t("timeline.pages", { count: pageCount(row.entries) })}{" "}
        <button type="button" className={classes.link} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {opened ? t("timeline.hidePages") : t("timeline.showPages")}
        </button>
        {opened && (
          <ul className={classes.pages}>
            {row.entries.map((entry) => (
              <li key={entry.key}>
                <When entry={entry} /> {[wordsOf(entry).title, wordsOf(entry).detail].filter(Boolean).join(" · ")}
              </li>
            ))}
          </ul>
        )}
        <p className={classes.by}>{wordsOf(first).by}</p>
      </div>
    </li>
  );
}

function When({ entry }: { entry: TimelineEntry }) {
  const format = useFormat();
  const timeOf = useTimelineTime();
  return (
    <time dateTime={entry.at} title={format.dateTime(entry.at)}>
      {timeOf(entry.at)}
    </time>
  );
}

/** When an event that came late became known. */
function Late({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  return <p className={classes.late}>{t("timeline.late", { date: format.dateTime(entry.recordedAt) })}</p>;
}
