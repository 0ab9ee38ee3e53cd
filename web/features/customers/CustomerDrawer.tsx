import { useTranslation } from "react-i18next";
import type { CustomerRecords } from "#insights/repeat/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askCustomerList, type CustomerList } from "./api.ts";
import { LeftOut } from "./LeftOut.tsx";

type Props = { list: CustomerList; scope: ScopeParams; asOf: string; onClose: () => void };

/** The customers behind a figure, a cell or a cohort; their values add up. */
export function CustomerDrawer({ list, scope, asOf, onClose }: Props) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const kind = list.list === "slipping" || list.list === "best" || list.list === "worth" || list.list === "holdout" ? list.list : "value";
  const money = (value: number, currency: string) => format.wholeMoney(Math.round(value), currency);
  const part = (
    { orders, valueMinor, expectedMinor, worthMinor, stakeMinor, cameBack }: CustomerRecords["records"][number],
    currency: string,
  ) => {
    if (cameBack !== null) return format.number(cameBack);
    const value = { value: valueMinor, slipping: stakeMinor, best: expectedMinor, worth: worthMinor, holdout: null }[kind];
    return `${t("drawer.orders", { count: orders, number: format.number(orders) })} · ${value === null ? "–" : money(value, currency)}`;
  };
  return (
    <RecordsDrawer
      title={list.month ? t("drawer.cohort", { month: format.month(`${list.month}-01`) }) : t(`drawer.title.${list.list}`)}
      caption={t("drawer.asOf", { day: format.day(asOf) })}
      queryKey={["insights", "customers", "records", scope, list]}
      ask={async (offset, options) => {
        const answer = await askCustomerList(scope, list, offset, options);
        return { ...answer, records: answer.records.map((record) => ({ ...record, currency: answer.currency })) };
      }}
      sentence={({ total, sum, leftOut, currency }) => (
        <>
          {t(`drawer.sum.${kind}`, {
            count: total,
            number: format.number(total),
            sum: kind === "holdout" ? format.number(sum) : money(sum, currency),
          })}
          {kind !== "holdout" && <LeftOut count={leftOut} />}
        </>
      )}
      columns={{ name: t("drawer.customer"), at: t("drawer.last"), part: t(`drawer.part.${kind}`) }}
      part={(record) => part(record, record.currency)}
      onClose={onClose}
    />
  );
}
