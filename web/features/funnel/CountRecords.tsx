import { useTranslation } from "react-i18next";
import type { Cohort } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askCount, type Count } from "./api.ts";

/** The deals behind a count. */
export function CountRecords({
  count,
  scope,
  cohort,
  onClose,
}: {
  count: Count;
  scope: ScopeParams;
  cohort: Cohort | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const isOld = count.of === "zombies" || count.of === "stalled";
  const name = [...(cohort?.way ?? []), ...(cohort?.stages ?? [])].find(({ stage }) => stage === count.stage)?.name ?? "";
  return (
    <RecordsDrawer
      title={
        isOld
          ? t(`zombies.${count.of as "zombies" | "stalled"}`, { name })
          : t(`records.${count.of as "way" | "stage"}.${count.state ?? "passed"}`, { name })
      }
      caption={isOld ? t("zombies.caption") : t("facts.days", { from: format.day(scope.from), to: format.day(scope.to) })}
      queryKey={["insights", "funnel-records", scope, count]}
      ask={(offset, options) => askCount(scope, count, offset, options)}
      sentence={({ total }) => t("records.count", { count: total, number: format.number(total) })}
      columns={{
        name: t("records.deal"),
        at: t(count.of === "stage" || count.of === "stalled" ? "records.entered" : "records.began"),
        part: t(isOld ? "records.age" : "records.value"),
      }}
      part={(row) =>
        isOld
          ? format.days(row.value)
          : row.valueMinor === null || row.currency === null
            ? "–"
            : format.wholeMoney(row.valueMinor, row.currency)
      }
      onClose={onClose}
    />
  );
}
