import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dimensionsQuery, isFilter, useOwnerNames, useScope } from "#web/lib/scope.ts";
import { useFilterWords } from "#web/ui/insights/filter-words.ts";
import classes from "./funnel.module.css";

/** Another cohort beside the first: the period before, or another part of the deals. */
export function Compare({ compare, onChange }: { compare: string | undefined; onChange: (text: string | undefined) => void }) {
  const { t } = useTranslation("funnel");
  const { params } = useScope();
  const { data } = useQuery(dimensionsQuery(params.pipelineId));
  const nameOf = useOwnerNames();
  const words = useFilterWords();
  const group = (name: string, values: readonly { value: string }[] | undefined, word = (value: string) => value) => ({
    group: t(`compare.${name}` as "compare.source"),
    items: (values ?? [])
      .slice(0, 12)
      .map(({ value }) => ({ value: new URLSearchParams({ [name]: value }).toString(), label: word(value) })),
  });
  const groups = [
    {
      group: t("compare.customers"),
      items: [
        { value: "customers=new", label: t("compare.new") },
        { value: "customers=returning", label: t("compare.returning") },
      ],
    },
    group("source", data?.sources),
    group("category", data?.categories),
    group("country", data?.countries),
    group("owner", data?.owners, nameOf),
  ].filter(({ items }) => items.length > 0);
  const labelOf = (text: string) =>
    Array.from(new URLSearchParams(text), ([name, value]) => (isFilter(name) ? words(name, value) : value)).join(", ");
  const known = compare === undefined || compare === "previous" || groups.some(({ items }) => items.some(({ value }) => value === compare));
  return (
    <div className={classes.compare}>
      <NativeSelect
        size="xs"
        label={t("compare.label")}
        value={compare ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
        data={[
          { value: "", label: t("compare.nothing") },
          { value: "previous", label: t("compare.previous") },
          ...(known ? [] : [{ value: compare, label: labelOf(compare) }]),
          ...groups,
        ]}
      />
    </div>
  );
}
