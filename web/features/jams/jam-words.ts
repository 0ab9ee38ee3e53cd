import { useTranslation } from "react-i18next";
import { exponentOf } from "#base/money.ts";
import { meaningfulPower, roundTo } from "#stats/show/rounding.ts";
import { useFormat } from "#web/lib/format.ts";

/** A likely range of money without fake precision: "€ 3,900–7,200". */
export function useMoneyRange(currency: string): (range: { low: number; high: number }) => string {
  const { t } = useTranslation("jams");
  const format = useFormat();
  return ({ low, high }) => {
    const unit = 10 ** exponentOf(currency);
    const power = meaningfulPower(low, high);
    // one digit finer than the half-width, so that both ends stay apart
    const round = (value: number) => (power === null ? value : roundTo(value, Math.max(power - 1, Math.log10(unit))));
    const [from, to] = [round(low), round(high)].map((value) => value + 0);
    return from! >= 0
      ? t("range", { low: format.number(Math.round(from! / unit)), high: format.wholeMoney(to!, currency) })
      : t("rangeTo", { low: format.wholeMoney(from!, currency), high: format.wholeMoney(to!, currency) });
  };
}
