import { Button, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { PipelineWire } from "#pipelines/contract.ts";
import { addStage, changeStage, moveStage, removeStage, type Draft } from "./draft.ts";
import { StageLine } from "./StageLine.tsx";
import classes from "./pipelines.module.css";

type Props = { draft: Draft; saved: PipelineWire; change: (draft: Draft) => void; problems: { key: string; stageId?: string }[] };

/** The stages in order; each opens to its form. Dragged by the handle, or moved with the arrow keys on it. */
export function StageList({ draft, saved, change, problems }: Props) {
  const { t } = useTranslation("pipelines");
  const [open, setOpen] = useState<string>();
  const [said, setSaid] = useState("");
  const openCount = draft.stages.filter(({ kind }) => kind === "open").length;

  const move = (id: string, to: number) => {
    const moved = moveStage(draft, id, to);
    if (moved === draft) return;
    change(moved);
    setSaid(t("moved", { name: draft.stages.find((stage) => stage.id === id)?.name, place: to + 1, count: openCount }));
  };

  useEffect(() =>
    monitorForElements({
      canMonitor: ({ source }) => typeof source.data["stageId"] === "string",
      onDrop: ({ source, location }) => {
        const target = location.current.dropTargets[0]?.data["stageId"];
        const to = draft.stages.findIndex(({ id }) => id === target);
        if (to >= 0) move(String(source.data["stageId"]), to);
      },
    }),
  );

  return (
    <section>
      <h2>{t("stages")}</h2>
      <p className={classes.hint}>{t("stagesHint")}</p>
      <ol className={classes.stages}>
        {draft.stages.map((stage, index) => (
          <StageLine
            key={stage.id}
            stage={stage}
            index={index}
            openCount={openCount}
            open={open === stage.id}
            problem={problems.find(({ stageId }) => stageId === stage.id)?.key}
            toggle={() => setOpen(open === stage.id ? undefined : stage.id)}
            move={(to) => move(stage.id, to)}
            change={(patch) => change(changeStage(draft, stage.id, patch))}
            isSaved={saved.stages.some(({ id }) => id === stage.id)}
            remove={stage.kind !== "won" && draft.stages.length > 2 ? () => change(removeStage(draft, stage.id, saved)) : undefined}
          />
        ))}
      </ol>
      <NewStage
        add={(name) => {
          const added = addStage(draft, name);
          change(added.draft);
          setOpen(added.id);
        }}
      />
      <div role="status" className={classes.said}>
        {said}
      </div>
    </section>
  );
}

function NewStage({ add }: { add: (name: string) => void }) {
  const { t } = useTranslation("pipelines");
  const [name, setName] = useState("");
  return (
    <form
      className={classes.newStage}
      onSubmit={(event) => {
        event.preventDefault();
        if (!name.trim()) return;
        add(name.trim());
        setName("");
      }}
    >
      <TextInput
        aria-label={t("newStage")}
        placeholder={t("newStage")}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={!name.trim()}>
        {t("add")}
      </Button>
    </form>
  );
}
