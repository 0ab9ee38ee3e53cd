import { NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StageWire } from "#pipelines/contract.ts";
import { Checklist } from "./Checklist.tsx";
import type { StageKind } from "./draft.ts";
import { RuleEditor } from "./RuleEditor.tsx";
import classes from "./pipelines.module.css";

type Props = { stage: StageWire; change: (patch: Partial<StageWire>) => void };
/** A stage keeps its kind once it is saved: past deals were closed under it. */
type FormProps = Props & { isSaved: boolean };

export function StageForm({ stage, isSaved, change }: FormProps) {
  const { t } = useTranslation("pipelines");
  const kinds = (isSaved ? [stage.kind] : (["open", "returning"] as const)).map((value) => ({ value, label: t(`kinds.${value}`) }));
  return (
    <>
      <div className={classes.fields}>
        <TextInput
          label={t("stageName")}
          maxLength={60}
          value={stage.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("meaning")}
          placeholder={t("meaningExample")}
          maxLength={200}
          value={stage.meaning}
          onChange={(event) => change({ meaning: event.currentTarget.value })}
        />
        <Select
          label={t("kind")}
          description={t(`kindText.${stage.kind}`)}
          inputWrapperOrder={["label", "input", "description"]}
          data={kinds}
          disabled={isSaved}
          value={stage.kind}
          onChange={(kind) => change({ kind: kind as StageKind })}
        />
        {stage.kind !== "won" && (
          <NumberInput
            label={t("expectedDays")}
            description={t("expectedHint")}
            inputWrapperOrder={["label", "input", "description"]}
            min={0}
            max={3650}
            value={stage.expectedDays ?? ""}
            onChange={(days) => change({ expectedDays: days === "" ? undefined : Number(days) })}
          />
        )}
        {stage.kind !== "won" && <Goal stage={stage} change={change} />}
      </div>
      {stage.kind === "returning" ? (
        <p className={classes.hint}>{t("rule.returning")}</p>
      ) : (
        <RuleEditor rule={stage.rule} change={(rule) => change({ rule })} />
      )}
      <Checklist items={stage.checklist} change={(checklist) => change({ checklist })} />
    </>
  );
}

/** The target of a stage: a share that should pass on, or days it should take at most. */
function Goal({ stage: { goal }, change }: Props) {
  const { t } = useTranslation("pipelines");
  const metrics = ["none", "conversion", "days"].map((value) => ({ value, label: t(`goal.${value}`) }));
  const pick = (metric: string | null) => {
    if (metric === "conversion") change({ goal: { metric, target: 0.3 } });
    else if (metric === "days") change({ goal: { metric, target: 7 } });
    else change({ goal: undefined });
  };
  return (
    <div className={classes.goal}>
      <Select label={t("goal.label")} data={metrics} value={goal?.metric ?? "none"} onChange={pick} />
      {goal?.metric === "conversion" && (
        <NumberInput
          label={t("goal.share")}
          suffix=" %"
          min={0}
          max={100}
          value={Math.round(goal.target * 1000) / 10}
          onChange={(share) => change({ goal: { metric: "conversion", target: Number(share) / 100 } })}
        />
      )}
      {goal?.metric === "days" && (
        <NumberInput
          label={t("goal.daysLabel")}
          min={0}
          max={3650}
          value={goal.target}
          onChange={(days) => change({ goal: { metric: "days", target: Number(days) } })}
        />
      )}
    </div>
  );
}
