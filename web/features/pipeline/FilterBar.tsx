import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { ownersQuery, sourcesQuery } from "./api.ts";
import { SearchField } from "./SearchField.tsx";
import { filterCount, withoutFilters, type PipelineSearch } from "./search.ts";
import { ValueFilter } from "#web/ui/ValueFilter.tsx";

export type SearchChange = (change: (search: PipelineSearch) => PipelineSearch, replace?: boolean) => void;
type Props = { pipelineId: string; search: PipelineSearch; onSearch: SearchChange };

/** Which deals are shown; every choice stands in the address. */
export function FilterBar({ pipelineId, search, onSearch }: Props) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const { currency } = useWorkspace();
  const set = (part: Partial<PipelineSearch>) => onSearch((old) => ({ ...old, ...part }));

  return (
    <>
      <SourceFilter pipelineId={pipelineId} value={search.source} onChange={(source) => set({ source })} />
      <OwnerFilter value={search.owner} onChange={(owner) => set({ owner })} />
      <ValueFilter search={search} onChange={set} />
      {search.known && (
        <Remove label={t(search.known === "yes" ? "filter.known" : "filter.anonymous")} onClick={() => set({ known: undefined })} />
      )}
      {search.stalled && <Remove label={t("filter.stalled")} onClick={() => set({ stalled: undefined })} />}
      {search.maxValue !== undefined && (
        <Remove
          label={t("filter.upTo", { value: format.wholeMoney(search.maxValue, currency) })}
          onClick={() => set({ maxValue: undefined })}
        />
      )}
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <Chip dashed>{t("filter.add")}</Chip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => set({ known: "yes" })}>{t("filter.known")}</Menu.Item>
          <Menu.Item onClick={() => set({ known: "no" })}>{t("filter.anonymous")}</Menu.Item>
          <Menu.Item onClick={() => set({ stalled: "yes" })}>{t("filter.stalled")}</Menu.Item>
          {filterCount(search) > 0 && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => onSearch(withoutFilters)}>{t("filter.clear")}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <SearchField value={search.q} onChange={(q) => onSearch((old) => ({ ...old, q }), true)} />
    </>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  const { t } = useTranslation("pipeline");
  return (
    <Chip on onClick={onClick} aria-label={t("filter.remove", { filter: label })}>
      {label} <span aria-hidden="true">×</span>
    </Chip>
  );
}

export function SourceFilter({
  pipelineId,
  value,
  onChange,
}: {
  pipelineId: string;
  value: string | undefined;
  onChange: (source: string | undefined) => void;
}) {
  const { t } = useTranslation("pipeline");
  const { data: sources = [] } = useQuery(sourcesQuery(pipelineId));
  const options = value && !sources.includes(value) ? [value, ...sources] : sources;
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Chip on={value !== undefined}>{value ?? t("filter.allSources")}</Chip>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        <Menu.Item onClick={() => onChange(undefined)}>{t("filter.allSources")}</Menu.Item>
        {options.slice(0, 40).map((source) => (
          <Menu.Item key={source} onClick={() => onChange(source)}>
            {source}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function OwnerFilter({ value, onChange }: { value: string | undefined; onChange: (owner: string | undefined) => void }) {
  const { t } = useTranslation("pipeline");
  const workspace = useWorkspace();
  const { data: owners = [] } = useQuery(ownersQuery(workspace.can("team.view")));
  const chosen = value === "none" ? t("filter.noOwner") : owners.find((owner) => owner.id === value)?.name;
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Chip on={value !== undefined}>{value === undefined ? t("filter.allOwners") : t("filter.owner", { name: chosen ?? value })}</Chip>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        <Menu.Item onClick={() => onChange(undefined)}>{t("filter.everyOwner")}</Menu.Item>
        <Menu.Item onClick={() => onChange("none")}>{t("filter.noOwner")}</Menu.Item>
        {owners.map((owner) => (
          <Menu.Item key={owner.id} onClick={() => onChange(owner.id)}>
            {owner.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
