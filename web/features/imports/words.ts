import { useTranslation } from "react-i18next";
import type { Belief, Kind } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";

type Details = Record<string, unknown>;

/** Numbers of a sentence as people write them; where it has a plural, `count` stays the number that decides it. */
function useDetails(): (details: Details, plural: boolean) => Details {
  const format = useFormat();
  return (details, plural) => {
    const shown: Details = {};
    for (const [name, value] of Object.entries(details))
      shown[name] = typeof value === "number" && !(plural && name === "count") ? format.number(value, 4) : value;
    return shown;
  };
}

/** The evidence of a belief as a sentence; undefined where nobody worded it. */
export function useBeliefText(): (belief: Belief) => string | undefined {
  const { t, i18n } = useTranslation("imports");
  const shown = useDetails();
  return ({ code, details }) => {
    const key = `beliefs.${code}`;
    const plural = i18n.exists(`${key}_other`, { ns: "imports" });
    return plural || i18n.exists(key, { ns: "imports" }) ? t(key, shown(details, plural)) : undefined;
  };
}

/** Why a file or a row was refused; a code nobody worded yet is shown as it is. */
export function useReasonText(): (code: string, details?: Details) => string {
  const { t, i18n } = useTranslation("imports");
  const shown = useDetails();
  return (code, details = {}) => {
    if (i18n.exists(`reasons.${code}`, { ns: "imports" })) return t(`reasons.${code}`, shown(details, false));
    if (i18n.exists(code, { ns: "errors" })) return t(code, { ns: "errors", ...shown(details, false) });
    return code;
  };
}

/** What a field is called, by kind where the word differs; a column kept under its own name has that. */
export function useFieldName(): (field: string, kind?: Kind) => string {
  const { t, i18n } = useTranslation("imports");
  return (field, kind) => {
    if (kind && i18n.exists(`fieldOf.${kind}.${field}`, { ns: "imports" })) return t(`fieldOf.${kind}.${field}`);
    return i18n.exists(`field.${field}`, { ns: "imports" }) ? t(`field.${field}`) : field;
  };
}

/** "8,800 deals". */
export function useKindCount(): (kind: Kind, count: number) => string {
  const { t } = useTranslation("imports");
  const format = useFormat();
  return (kind, count) => t(`kindCount.${kind}`, { count, n: format.number(count) });
}

/** "a, b and c" in the person's language. */
export function useListText(): (parts: readonly string[]) => string {
  const { locale } = useFormat();
  return (parts) => new Intl.ListFormat(locale, { type: "conjunction" }).format(parts);
}

const unit = 1024;

/** 1,3 MB. */
export function useBytes(): (bytes: number) => string {
  const { locale } = useFormat();
  return (bytes) => {
    const names = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
    const step = bytes < unit ? 0 : Math.min(3, Math.floor(Math.log(bytes) / Math.log(unit)));
    return new Intl.NumberFormat(locale, {
      style: "unit",
      unit: names[step],
      unitDisplay: "short",
      maximumFractionDigits: step > 1 ? 1 : 0,
    }).format(bytes / unit ** step);
  };
}
