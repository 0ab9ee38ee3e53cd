import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { filterNames, pipelinesQuery, useScope } from "#web/lib/scope.ts";
import { Chip } from "../Chip.tsx";
import { useFilterWords } from "./filter-words.ts";
import { FilterForm } from "./FilterForm.tsx";
import { PeriodPicker } from "./PeriodPicker.tsx";
import { ViewsMenu } from "./ViewsMenu.tsx";

/** What all numbers of Insights are narrowed to: period, pipeline, filters, saved views; all of it stands in the address. */
export function ScopeBar() {
  const { search, set, lastDay } = useScope();
  return (
    <>
      <PeriodPicker search={search} today={lastDay} onChange={set} />
      <PipelinePicker />
      <Chosen />
      <FilterForm />
      <ViewsMenu />
    </>
  );
}

function PipelinePicker() {
  const { t } = useTranslation(["scope", "common"]);
  const { search, set } = useScope();
  const { data } = useQuery(pipelinesQuery);
  if (!data || data.pipelines.length < 2) return null;
  const chosen = data.pipelines.find(({ id }) => id === search.pipelineId);
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Chip on={chosen !== undefined}>{chosen?.name ?? t("allPipelines")}</Chip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => set({ pipelineId: undefined })}>{t("allPipelines")}</Menu.Item>
        {data.pipelines.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => set({ pipelineId: id })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A chip for each filter that is set; pressing it takes it away. */
function Chosen() {
  const { t } = useTranslation(["scope", "common"]);
  const { search, set } = useScope();
  const words = useFilterWords();
  return filterNames.map((name) => {
    const value = search[name];
    const label = value === undefined ? undefined : words(name, value);
    return (
      label && (
        <Chip key={name} on onClick={() => set({ [name]: undefined })} aria-label={t("filter.remove", { filter: label })}>
          {label} <span aria-hidden="true">×</span>
        </Chip>
      )
    );
  });
}
