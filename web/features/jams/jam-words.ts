import type { Estimate } from "#insights/contract.ts";
import { exponentOf } from "#base/money.ts";
import { meaningfulPower, roundTo } from "#stats/show/rounding.ts";
import { useFormat } from "#web/lib/format.ts";

/** A likely range of money without fake precision: "€3,900 – €7,200". */
export function useMoneyRange(currency: string): (range: Pick<Estimate, "low" | "high">) => string {
  const format = useFormat();
  const words = new Intl.NumberFormat(format.locale, { style: "currency", currency, maximumFractionDigits: 0, minimumFractionDigits: 0 });
  return ({ low, high }) => {
    const exponent = exponentOf(currency);
    const power = meaningfulPower(low!, high!);
    // one digit finer than the half-width, so that both ends stay apart
    const [from, to] = [low, high].map(
      (value) => (power === null ? value! : roundTo(value!, Math.max(power - 1, exponent))) / 10 ** exponent + 0,
    );
    return words.formatRange(from!, to!);
  };
}
