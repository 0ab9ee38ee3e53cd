import { Button, Drawer, Group, Stack, Switch } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Chip } from "#web/ui/Chip.tsx";
import { OwnerFilter, SourceFilter, type SearchChange } from "./FilterBar.tsx";
import { SearchField } from "./SearchField.tsx";
import { filterCount, withoutFilters, type PipelineSearch } from "./search.ts";
import { RangeForm } from "#web/ui/ValueFilter.tsx";

type Props = { pipelineId: string; search: PipelineSearch; onSearch: SearchChange; onCreate: (() => void) | undefined };

/** The filters of a narrow screen, from below where the thumb is. */
export function FilterSheet({ pipelineId, search, onSearch, onCreate }: Props) {
  const { t } = useTranslation(["pipeline", "common"]);
  const [opened, setOpened] = useState(false);
  const count = filterCount(search);
  const set = (part: Partial<PipelineSearch>) => onSearch((old) => ({ ...old, ...part }), true);
  const list = search.view === "list";
  return (
    <>
      <Chip on={count > 0} aria-haspopup="dialog" onClick={() => setOpened(true)}>
        {count > 0 ? t("filter.titleCount", { number: count }) : t("filter.title")}
      </Chip>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="bottom"
        size="auto"
        styles={{ content: { flex: "0 0 100%", height: "auto" } }}
        title={t("filter.title")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <Stack gap={16} pb={16}>
          <SearchField value={search.q} onChange={(q) => set({ q })} />
          <Group gap={8}>
            <SourceFilter pipelineId={pipelineId} value={search.source} onChange={(source) => set({ source })} />
            <OwnerFilter value={search.owner} onChange={(owner) => set({ owner })} />
          </Group>
          <Switch
            label={t("filter.known")}
            checked={search.known === "yes"}
            onChange={(event) => set({ known: event.currentTarget.checked ? "yes" : undefined })}
          />
          <Switch
            label={t("filter.stalled")}
            checked={search.stalled === "yes"}
            onChange={(event) => set({ stalled: event.currentTarget.checked ? "yes" : undefined })}
          />
          <RangeForm
            search={search}
            onApply={(range) => {
              set(range);
              setOpened(false);
            }}
          />
          <Group gap={8} justify="space-between">
            <Chip aria-pressed={list} on={list} onClick={() => set({ view: list ? undefined : "list" })}>
              {t("view.list")}
            </Chip>
            {count > 0 && <Chip onClick={() => onSearch(withoutFilters, true)}>{t("filter.clear")}</Chip>}
          </Group>
          {onCreate && (
            <Button
              variant="default"
              onClick={() => {
                setOpened(false);
                onCreate();
              }}
            >
              {t("newDeal.title")}
            </Button>
          )}
        </Stack>
      </Drawer>
    </>
  );
}
