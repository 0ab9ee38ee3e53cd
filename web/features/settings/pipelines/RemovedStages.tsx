import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PipelineWire } from "#pipelines/contract.ts";
import { takesDeals, type Draft } from "./draft.ts";
import classes from "./pipelines.module.css";

type Props = { draft: Draft; saved: PipelineWire; change: (draft: Draft) => void };

/** Deals do not fall into nothing: for every stage that goes, where its deals go. */
export function RemovedStages({ draft, saved, change }: Props) {
  const { t } = useTranslation("pipelines");
  const removed = Object.entries(draft.moveTo);
  if (removed.length === 0) return null;
  const stages = draft.stages.filter(takesDeals).map(({ id, name }) => ({ value: id, label: name }));
  const bring = (id: string) => {
    const stage = saved.stages.find((candidate) => candidate.id === id);
    if (!stage) return;
    const { key: _, ...back } = stage;
    const { [id]: __, ...moveTo } = draft.moveTo;
    const at = saved.stages.findIndex((candidate) => candidate.id === id);
    change({ ...draft, moveTo, stages: draft.stages.toSpliced(at, 0, back) });
  };
  return (
    <section>
      <h2>{t("removed.title")}</h2>
      {removed.map(([id, to]) => {
        const name = saved.stages.find((stage) => stage.id === id)?.name ?? id;
        return (
          <div key={id} className={classes.conditionLine}>
            <span>{t("removed.send", { name })}</span>
            <Select
              aria-label={t("removed.send", { name })}
              data={stages}
              value={to}
              onChange={(next) => next && change({ ...draft, moveTo: { ...draft.moveTo, [id]: next } })}
            />
            <button type="button" className={classes.textButton} onClick={() => bring(id)}>
              {t("removed.back")}
            </button>
          </div>
        );
      })}
    </section>
  );
}
