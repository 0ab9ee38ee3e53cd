import { Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PipelineWire } from "#pipelines/contract.ts";
import type { Params } from "#web/lib/api.ts";
import { useFormat } from "#web/lib/format.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { ExportMenu } from "#web/ui/ExportMenu.tsx";
import type { SearchChange } from "./FilterBar.tsx";
import type { PipelineSearch } from "./search.ts";
import classes from "./DealList.module.css";

const outcomes = [undefined, "won", "lost", "all"] as const;

/** Which deals the list holds: open, won, lost or all, and of which stage. */
export function OutcomeChips({
  pipeline,
  search,
  onSearch,
  total,
  exported,
}: {
  pipeline: PipelineWire;
  search: PipelineSearch;
  onSearch: SearchChange;
  total: number | undefined;
  /** The list as its address says it. */ exported: Params;
}) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const stage = pipeline.stages.find((each) => each.id === search.stage);
  return (
    <div className={classes.outcomes} role="group" aria-label={t("list.outcome")}>
      {outcomes.map((outcome) => (
        <Chip
          key={outcome ?? "open"}
          on={search.outcome === outcome}
          aria-pressed={search.outcome === outcome}
          onClick={() => onSearch((old) => ({ ...old, outcome }))}
        >
          {t(`list.outcomes.${outcome ?? "open"}`)}
        </Chip>
      ))}
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <Chip on={stage !== undefined}>{stage?.name ?? t("list.allStages")}</Chip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onSearch((old) => ({ ...old, stage: undefined }))}>{t("list.allStages")}</Menu.Item>
          {pipeline.stages.map((each) => (
            <Menu.Item key={each.id} onClick={() => onSearch((old) => ({ ...old, stage: each.id }))}>
              {each.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ExportMenu lists={[{ path: "deals", params: exported }]} />
      <span className={classes.total}>{total === undefined ? "" : t("list.count", { count: total, number: format.number(total) })}</span>
    </div>
  );
}
