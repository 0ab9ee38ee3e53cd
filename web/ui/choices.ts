import { useMemo } from "react";
import { useTranslation } from "react-i18next";

export type Choice = { value: string; label: string };

/** All currencies as `EUR · Euro`, the common ones first. */
export function useCurrencies(): Choice[] {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: "currency" });
    const first = ["EUR", "CHF", "USD", "GBP"];
    const rest = Intl.supportedValuesOf("currency").filter((code) => !first.includes(code));
    return [...first, ...rest].map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
  }, [i18n.language]);
}

export function useTimeZones(): Choice[] {
  return useMemo(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zones = Intl.supportedValuesOf("timeZone");
    const all = zones.includes(own) ? zones : [own, ...zones];
    return (all.includes("UTC") ? all : [...all, "UTC"]).map((value) => ({ value, label: value.replaceAll("_", " ") }));
  }, []);
}
