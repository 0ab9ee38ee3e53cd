import { Button, Popover, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dimensionsQuery, filterNames, useOwnerNames, useScope } from "#web/lib/scope.ts";
import { Chip } from "../Chip.tsx";
import { RangeForm } from "../ValueFilter.tsx";

const lists = { owner: "owners", source: "sources", category: "categories", country: "countries" } as const;

/** Where filters are set: by what occurs in the deals and people, those of most deals first. */
export function FilterForm() {
  const { t } = useTranslation("scope");
  const { search, set } = useScope();
  const [opened, setOpened] = useState(false);
  const { data } = useQuery({ ...dimensionsQuery(search.pipelineId), enabled: opened });
  const nameOf = useOwnerNames();
  const customers = ["new", "returning"].map((value) => ({ value, label: t(`filter.${value}`) }));
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Chip dashed aria-expanded={opened} aria-haspopup="dialog" onClick={() => setOpened(!opened)}>
          {t("filter.add")}
        </Chip>
      </Popover.Target>
      <Popover.Dropdown w={300} aria-label={t("filter.title")}>
        <Stack gap={10}>
          {(Object.keys(lists) as (keyof typeof lists)[]).map((name) => (
            <Select
              key={name}
              label={t(`filter.${name}`)}
              placeholder={t("filter.any")}
              data={[
                ...(data?.[lists[name]] ?? []).map(({ value }) => ({ value, label: name === "owner" ? nameOf(value) : value })),
                { value: "none", label: t("filter.none") },
              ]}
              value={search[name] ?? null}
              onChange={(value) => set({ [name]: value ?? undefined })}
              searchable
              clearable
              comboboxProps={{ withinPortal: false }}
            />
          ))}
          <Select
            label={t("filter.customers")}
            placeholder={t("filter.any")}
            data={customers}
            value={search.customers ?? null}
            onChange={(value) => set({ customers: (value ?? undefined) as "new" | "returning" | undefined })}
            clearable
            comboboxProps={{ withinPortal: false }}
          />
          <RangeForm search={search} onApply={set} />
          <Button variant="subtle" color="gray" onClick={() => set(Object.fromEntries(filterNames.map((name) => [name, undefined])))}>
            {t("filter.clear")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
