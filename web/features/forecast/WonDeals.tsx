import { useTranslation } from "react-i18next";
import type { RecordsAnswer } from "#insights/contract.ts";
import { api } from "#web/lib/api.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";

type Props = { title: string; /** Its period is that of the deals. */ scope: ScopeParams; currency: string; onClose: () => void };

/** The deals won in a stretch of days, which add up to what it is said to have brought. */
export function WonDeals({ title, scope, currency, onClose }: Props) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  return (
    <RecordsDrawer
      title={title}
      caption={t("days", { from: format.day(scope.from), to: format.day(scope.to) })}
      queryKey={["insights", "records", "averageDealSize", scope]}
      ask={(offset, options) =>
        api.get<RecordsAnswer>("/api/insights/records", { ...scope, metric: "averageDealSize", offset, limit: 100 }, options)
      }
      sentence={({ total, sum }) => t("records.won", { number: format.number(total), count: total, sum: format.money(sum, currency) })}
      columns={{ name: t("records.deal"), at: t("records.wonAt"), part: t("records.value") }}
      part={(record) => format.money(record.value, currency)}
      onClose={onClose}
    />
  );
}
