import { useTranslation } from "react-i18next";
import type { Cohort } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { DealsDrawer, type DealCount } from "#web/ui/insights/DealsDrawer.tsx";

type Props = { count: DealCount; scope: ScopeParams; cohort: Cohort | undefined; onClose: () => void };

/** The deals behind a count of this page. */
export function CountRecords({ count, scope, cohort, onClose }: Props) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const asItStands = count.of === "zombies" || count.of === "stalled" || count.of === "unknown";
  const stages = [...(cohort?.way ?? []), ...(cohort?.stages ?? [])];
  const name = (count.stage === undefined ? cohort?.way.at(-1) : stages.find(({ stage }) => stage === count.stage))?.name ?? "";
  return (
    <DealsDrawer
      title={t(`records.${count.of}.${count.state ?? "all"}` as "records.way.all", { name })}
      caption={
        count.of === "waiting"
          ? t("records.now")
          : asItStands
            ? t("records.asItStands")
            : cohort && t("facts.days", { from: format.day(cohort.from), to: format.day(cohort.to) })
      }
      count={count}
      scope={scope}
      onClose={onClose}
    />
  );
}
