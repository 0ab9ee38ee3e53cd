import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";

/** Says after a sentence how many orders have no value or exchange rate and are in no sum; nothing of none. */
export function LeftOut({ count }: { count: number }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  return count > 0 && <> {t("leftOut", { count, number: format.number(count) })}</>;
}
