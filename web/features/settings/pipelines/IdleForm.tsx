import { NumberInput, Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Draft } from "./draft.ts";
import classes from "./pipelines.module.css";

/** After how many quiet days a journey counts as lost. */
export function IdleForm({ idle, change }: { idle: Draft["idle"]; change: (idle: Draft["idle"]) => void }) {
  const { t } = useTranslation("pipelines");
  return (
    <section>
      <h2>{t("idle.title")}</h2>
      <p className={classes.hint}>{t("idle.text")}</p>
      <Radio.Group
        aria-label={t("idle.title")}
        value={idle.auto ? "auto" : "fixed"}
        onChange={(value) => change({ ...idle, auto: value === "auto" })}
      >
        <Stack gap="xs" mt="sm">
          <Radio value="auto" label={t("idle.auto", { days: idle.days, returningDays: idle.returningDays })} />
          <Radio value="fixed" label={t("idle.fixed")} />
        </Stack>
      </Radio.Group>
      {!idle.auto && (
        <div className={classes.conditionLine}>
          <NumberInput
            label={t("idle.days")}
            min={1}
            max={3650}
            w={180}
            value={idle.days}
            onChange={(days) => change({ ...idle, days: Number(days) || 1 })}
          />
          <NumberInput
            label={t("idle.returningDays")}
            min={1}
            max={3650}
            w={220}
            value={idle.returningDays}
            onChange={(days) => change({ ...idle, returningDays: Number(days) || 1 })}
          />
        </div>
      )}
    </section>
  );
}
