import { useTranslation } from "react-i18next";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askReturning } from "./api.ts";
import { LeftOut } from "./LeftOut.tsx";

type Props = { answer: CustomersAnswer; scope: ScopeParams; onClose: () => void };

/** The period's orders of customers who had ordered before: so many of all, and their sum. */
export function ReturningDrawer({ answer: { currency, inPeriod }, scope, onClose }: Props) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const { from, to, value } = inPeriod.orders;
  return (
    <RecordsDrawer
      title={t("returning.name")}
      caption={t("returning.days", { from: format.day(from), to: format.day(to) })}
      queryKey={["insights", "customers", "returning", scope]}
      ask={(offset, options) => askReturning(scope, offset, options)}
      sentence={({ total, sum }) => (
        <>
          {t("returning.sum", {
            count: total,
            number: format.number(total),
            of: format.number(value ?? 0),
            sum: format.wholeMoney(Math.round(sum), currency),
          })}
          <LeftOut count={inPeriod.returningRevenue.leftOut} />
        </>
      )}
      columns={{ name: t("returning.order"), at: t("returning.at"), part: t("returning.value") }}
      part={({ value: own }) => (own === null ? "–" : format.wholeMoney(Math.round(own), currency))}
      onClose={onClose}
    />
  );
}
