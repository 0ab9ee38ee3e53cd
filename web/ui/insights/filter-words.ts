import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { useOwnerNames, type filterNames } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";

export type FilterName = (typeof filterNames)[number];

/** A filter as it is read: its name, and its value by the name that it has. */
export function useFilterWords(): (name: FilterName, value: string | number) => string {
  const { t } = useTranslation(["scope", "common"]);
  const format = useFormat();
  const { currency } = useWorkspace();
  const nameOf = useOwnerNames();
  return (name, value) => {
    if (name === "minValue") return t("common:value.chip", { value: format.wholeMoney(Number(value), currency) });
    if (name === "maxValue") return t("common:value.upTo", { value: format.wholeMoney(Number(value), currency) });
    const word =
      value === "none"
        ? t("filter.none")
        : name === "owner"
          ? nameOf(String(value))
          : name === "customers"
            ? t(`filter.${value}` as "filter.new")
            : String(value);
    return t("filter.chip", { name: t(`filter.${name}`), value: word });
  };
}
