import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StageTarget } from "#imports/contract.ts";
import type { PlanParts } from "./PlanView.tsx";

type Props = { word: string; value: StageTarget | undefined; parts: PlanParts; onChange: (target: StageTarget) => void };

/** Where a stage word leads: a stage that is there, a new one, won or lost. */
export function StageSelect({ word, value, parts: { plan, pipeline, edit }, onChange }: Props) {
  const { t } = useTranslation("imports");
  const made = Object.values(plan.stages).flatMap((target) => ("create" in target ? [target.create] : []));
  const news = [...new Set([...made, word.trim().slice(0, 60)])].filter(Boolean);
  const data = [
    ...(pipeline ? [{ group: pipeline.name, items: pipeline.stages.map(({ id, name }) => ({ value: `stage:${id}`, label: name })) }] : []),
    {
      group: t("stages.outcome"),
      items: (["won", "lost"] as const).map((outcome) => ({ value: `outcome:${outcome}`, label: t(`stages.${outcome}`) })),
    },
    { group: t("stages.new"), items: news.map((name) => ({ value: `create:${name}`, label: t("stages.create", { name }) })) },
  ];
  return (
    <Select
      size="sm"
      aria-label={t("stages.of", { word })}
      data={data}
      value={value ? keyOf(value) : null}
      placeholder={t("column.pleaseSay")}
      disabled={!edit}
      onChange={(key) => key && onChange(targetOf(key))}
    />
  );
}

function keyOf(target: StageTarget): string {
  if ("stageId" in target) return `stage:${target.stageId}`;
  return "outcome" in target ? `outcome:${target.outcome}` : `create:${target.create}`;
}

function targetOf(key: string): StageTarget {
  const value = key.slice(key.indexOf(":") + 1);
  if (key.startsWith("stage:")) return { stageId: value };
  return key.startsWith("outcome:") ? { outcome: value === "won" ? "won" : "lost" } : { create: value };
}
