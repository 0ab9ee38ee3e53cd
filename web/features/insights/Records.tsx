import { Button, Drawer } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Figure, MetricName, RecordsAnswer } from "#insights/contract.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import { useFocusBack } from "#web/lib/focus-back.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { ExportMenu } from "#web/ui/ExportMenu.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { recordsQuery, type Scope } from "./api.ts";
import { valueText } from "./figure-words.ts";
import classes from "./Insights.module.css";

type Props = { metric: MetricName; figure: Figure; scope: Scope; onClose: () => void };

/** The records a figure is made of: their number, their sum, and how the two give the figure. */
export function Records({ metric, figure, scope, onClose }: Props) {
  const { t } = useTranslation(["insights", "common"]);
  const format = useFormat();
  useFocusBack();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(recordsQuery(scope, metric));
  const answer = data?.pages.at(-1);
  const records = data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <Drawer
      returnFocus={false}
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={t("records.title", { metric: t(`metric.${metric}.name`) })}
      overlayProps={{ backgroundOpacity: 0.14, color: "#0c1110" }}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <p className={classes.quiet}>{t("how.days", { from: format.day(figure.from), to: format.day(figure.to) })}</p>
      {isPending ? (
        <LoadingRows rows={10} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <>
          <p className={classes.sum} data-total={answer?.total} data-sum={answer?.sum}>
            {answer && sumOf(answer, figure, metric, t, format)}
          </p>
          {records.length > 0 && <ExportMenu lists={[{ path: "records", params: { ...scope, metric } }]} />}
          <table className={classes.records}>
            <thead>
              <tr>
                <th scope="col">{t(`records.${metric === "leadsGenerated" ? "contact" : "deal"}`)}</th>
                <th scope="col">{t(`metric.${metric}.at`)}</th>
                {metric !== "leadsGenerated" && <th scope="col">{t(`metric.${metric}.part`)}</th>}
              </tr>
            </thead>
            <tbody>
              {records.map((record) => (
                <tr key={record.id}>
                  <td>
                    <RecordLink record={record} />
                  </td>
                  <td>{format.dateTime(record.at)}</td>
                  {metric !== "leadsGenerated" && <td>{partOf(record, figure, t, format)}</td>}
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
    </Drawer>
  );
}

type Translate = ReturnType<typeof useTranslation<["insights", "common"]>>["t"];
type Format = ReturnType<typeof useFormat>;

function sumOf({ total, sum }: RecordsAnswer, figure: Figure, metric: MetricName, t: Translate, format: Format): string {
  const number = format.number(total);
  if (figure.unit === "count") return t("records.count", { count: total, number });
  if (total === 0) return t("records.none");
  if (figure.value === null) return t("records.tooEarly", { count: total, number });
  const whole = figure.unit === "share" ? format.number(sum, 1) : valueText(sum, figure, format);
  return t(`records.adds.${figure.unit}`, {
    number,
    sum: whole,
    value: valueText(sum / total, figure, format),
    metric: t(`metric.${metric}.name`),
  });
}

function partOf(record: RecordsAnswer["records"][number], figure: Figure, t: Translate, format: Format): string {
  if (figure.unit === "share") {
    const outcome = t(`records.outcome.${record.outcome ?? "open"}`);
    return record.value > 1.005 ? t("records.weighs", { outcome, weight: format.number(record.value, 2) }) : outcome;
  }
  return valueText(record.value, figure, format);
}

function RecordLink({ record }: { record: RecordsAnswer["records"][number] }) {
  const nameOf = useDealName();
  const { id: workspaceId } = useWorkspace();
  const name = nameOf({ name: record.name });
  return record.kind === "deal" ? (
    <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId: record.id }} preload={false}>
      {name}
    </Link>
  ) : (
    <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: record.id }} preload={false}>
      {name}
    </Link>
  );
}
