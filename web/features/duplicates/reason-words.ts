import { useTranslation } from "react-i18next";
import type { ReasonWire } from "#people/duplicates/contract.ts";
import { useFormat } from "#web/lib/format.ts";

/** Why two may be one, in words: "same phone number · names 92 % alike". */
export function useReasonWords(): (reasons: readonly ReasonWire[]) => string[] {
  const { t } = useTranslation("duplicates");
  const format = useFormat();
  return (reasons) =>
    reasons.map(({ kind, likeness }) => {
      if (likeness === null) return t(`reasons.${kind}`);
      return likeness >= 0.995 ? t(`reasons.${kind}_same`) : t(`reasons.${kind}_alike`, { share: format.percent(likeness) });
    });
}
