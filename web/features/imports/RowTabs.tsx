import { Tabs } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportResult, ImportRow } from "#imports/contract.ts";
import { saveDownload } from "#web/lib/download.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { fetchRows, type RowStatus } from "./api.ts";
import { useFieldName, useReasonText } from "./words.ts";
import classes from "./imports.module.css";

const statuses = ["created", "updated", "unchanged", "refused"] as const;

/** The rows themselves: what each becomes, what was there before, and why one was refused. */
export function RowTabs({ importId, result, planned }: { importId: string; result: ImportResult; planned: boolean }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const count = (status: RowStatus) => result.kinds.reduce((sum, kind) => sum + kind[status], 0);
  const there = statuses.filter((status) => count(status) > 0);
  const [chosen, setChosen] = useState<RowStatus>();
  const tab = chosen ?? there[0];
  if (!tab) return null;
  return (
    <section className={classes.part} aria-labelledby="import-rows">
      <h2 id="import-rows">{t("rowsTitle")}</h2>
      <Tabs value={tab} onChange={(value) => setChosen(value as RowStatus)} keepMounted={false} mt={8}>
        <Tabs.List>
          {there.map((status) => (
            <Tabs.Tab key={status} value={status}>
              {t(`strip.${status}`)} <span className={classes.dim}>{format.number(count(status))}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {there.map((status) => (
          <Tabs.Panel key={status} value={status}>
            {status === "refused" && <Refused importId={importId} result={result} planned={planned} />}
            <Rows importId={importId} status={status} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

/** The reasons with their counts, and the rows as a file with a column saying why. */
function Refused({ importId, result, planned }: { importId: string; result: ImportResult; planned: boolean }) {
  const { t, i18n } = useTranslation("imports");
  const format = useFormat();
  const reason = useReasonText();
  const field = useFieldName();
  const text = useErrorText();
  const [error, setError] = useState<unknown>();
  const save = () => {
    setError(undefined);
    void saveDownload(`/api/imports/${importId}/refused`, "refused.csv", { language: i18n.language }).catch(setError);
  };
  return (
    <div className={classes.refusals}>
      <ul>
        {result.refusals.map(({ code, field: name, count, sample }) => (
          <li key={`${code} ${name}`}>
            <span className="tabular">{format.number(count)}×</span> {name && <b>{field(name)}: </b>}
            {reason(code)} {sample && <span className={classes.dim}>{t("refused.sample", { sample })}</span>}
          </li>
        ))}
      </ul>
      <Chip onClick={save}>{t("refused.download")}</Chip>
      <p className={classes.quiet}>{t(planned ? "refused.hintWill" : "refused.hintDid")}</p>
      {error !== undefined && <FormError>{text(error)}</FormError>}
    </div>
  );
}

function Rows({ importId, status }: { importId: string; status: RowStatus }) {
  const { t } = useTranslation("imports");
  const { t: common } = useTranslation("common");
  const rows = useInfiniteQuery({
    queryKey: ["imports", importId, "rows", status],
    queryFn: ({ pageParam }) => fetchRows(importId, status, pageParam),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return last.rows.length > 0 && seen < last.total ? seen : undefined;
    },
  });
  if (rows.error && !rows.data) return <ErrorState error={rows.error} retry={() => void rows.refetch()} />;
  if (!rows.data) return <LoadingRows rows={4} />;
  const all = rows.data.pages.flatMap((page) => page.rows);
  const files = new Set(all.map(({ file }) => file)).size;
  const says = all.some(({ changes, reason }) => changes.length > 0 || reason);
  return (
    <>
      <table className={classes.rows}>
        <caption className={classes.said}>{t(`strip.${status}`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t("row.place")}</th>
            <th scope="col">{t("row.what")}</th>
            {says && <th scope="col">{t(status === "refused" ? "row.reason" : status === "updated" ? "row.changes" : "row.becomes")}</th>}
          </tr>
        </thead>
        <tbody>
          {all.map((row) => (
            <Row key={`${row.file} ${row.line} ${row.kind} ${row.title}`} row={row} files={files} says={says} />
          ))}
        </tbody>
      </table>
      {rows.hasNextPage && (
        <div className={classes.addFiles}>
          <Chip disabled={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
            {common("loadMore")}
          </Chip>
        </div>
      )}
    </>
  );
}

type RowProps = {
  row: ImportRow;
  /** Named only where rows come from several. */ files: number;
  /** Whether any row has more to say than its name. */ says: boolean;
};

function Row({ row, files, says }: RowProps) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const field = useFieldName();
  const reason = useReasonText();
  return (
    <tr>
      <td className={classes.place}>
        {t("row.line", { n: format.number(row.line) })}
        {files > 1 && <span className={classes.dim}>{row.file}</span>}
      </td>
      <td className={classes.what}>
        <span>{row.title}</span>
        <span className={classes.dim}>{t(`kindOne.${row.kind}`)}</span>
        {row.joined && <span className={classes.dim}>{t("row.joined", { name: row.joined })}</span>}
      </td>
      {says && (
        <td className={classes.changes}>
          {row.reason && (
            <p className={classes.amber}>
              {row.reason.field && <b>{field(row.reason.field, row.kind)}: </b>}
              {reason(row.reason.code)}
              {row.reason.value !== null && <code>{row.reason.value}</code>}
            </p>
          )}
          {row.changes.map((change) => (
            <span key={change.field} className={classes.changed}>
              <span className={classes.dim}>{field(change.field, row.kind)}</span>{" "}
              {row.status === "updated" && (
                <>
                  <del>{change.before ?? t("row.empty")}</del> <span aria-hidden="true">→</span>{" "}
                </>
              )}
              {change.after ?? t("row.empty")}
            </span>
          ))}
        </td>
      )}
    </tr>
  );
}
