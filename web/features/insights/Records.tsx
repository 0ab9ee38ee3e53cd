import { useTranslation } from "react-i18next";
import type { Figure, RecordsAnswer } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { ExportMenu } from "#web/ui/ExportMenu.tsx";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askRecords, type MetricWords } from "./api.ts";
import { valueText, type HeadMetric } from "./figure-words.ts";

type Props = { metric: HeadMetric; words: MetricWords; figure: Figure; scope: ScopeParams; onClose: () => void };

/** The records a figure is made of: their number, their sum, and how the two give the figure. */
export function Records({ metric, words, figure, scope, onClose }: Props) {
  const { t } = useTranslation(["insights", "common"]);
  const format = useFormat();
  const isPeople = metric === "leadsGenerated";
  return (
    <RecordsDrawer
      title={words.title}
      caption={t("how.days", { from: format.day(figure.from), to: format.day(figure.to) })}
      queryKey={["insights", "records", metric, scope]}
      ask={(offset, options) => askRecords(scope, metric, offset, options)}
      sentence={(answer) => sumOf(answer, figure, t, format)}
      columns={{
        name: t(`records.${isPeople ? "contact" : "deal"}`),
        at: t(`metric.${metric}.at`),
        ...(!isPeople && { part: t(`metric.${metric}.part`) }),
      }}
      part={(record) => partOf(record, figure, t, format)}
      actions={<ExportMenu lists={[{ path: "records", params: { ...scope, metric } }]} />}
      onClose={onClose}
    />
  );
}

type Translate = ReturnType<typeof useTranslation<["insights", "common"]>>["t"];
type Format = ReturnType<typeof useFormat>;

function sumOf({ total, sum, whole }: RecordsAnswer, figure: Figure, t: Translate, format: Format): string {
  const number = format.number(total);
  if (figure.unit === "count") return t("records.count", { count: total, number });
  if (total === 0) return t("records.none");
  if (figure.value === null) return t("records.tooEarly", { count: total, number });
  if (figure.unit === "money per day")
    return t("records.each", {
      number,
      sum: valueText(sum, figure, format),
      value: format.money(Math.round(sum / total), figure.currency ?? "EUR"),
    });
  const text = figure.unit === "share" ? format.number(sum, 1) : valueText(sum, figure, format);
  return t(`records.adds.${figure.unit}`, {
    number,
    sum: text,
    value: valueText(sum / whole, figure, format),
  });
}

function partOf(record: RecordsAnswer["records"][number], figure: Figure, t: Translate, format: Format): string {
  if (figure.unit === "money per day") return format.money(Math.round(record.value), figure.currency ?? "EUR");
  if (figure.unit === "share") {
    const outcome = t(`records.outcome.${record.outcome ?? "open"}`);
    return record.value > 1.005 ? t("records.weighs", { outcome, weight: format.number(record.value, 2) }) : outcome;
  }
  return valueText(record.value, figure, format);
}
