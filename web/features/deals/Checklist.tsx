import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StageWire } from "#pipelines/contract.ts";
import classes from "./Deal.module.css";

type Props = { stage: StageWire; checked: readonly string[]; editable: boolean; onChange: (checked: string[]) => void };

/** What the stage asks for before the deal moves on. */
export function Checklist({ stage, checked, editable, onChange }: Props) {
  const { t } = useTranslation("deals");
  const toggle = (id: string) => onChange(checked.includes(id) ? checked.filter((each) => each !== id) : [...checked, id]);
  return (
    <section className={classes.box}>
      <h2>{t("checklist.title", { stage: stage.name })}</h2>
      {stage.checklist.length === 0 ? (
        <p className={classes.quiet}>{t("checklist.none")}</p>
      ) : (
        <ul className={classes.checks}>
          {stage.checklist.map((item) => (
            <li key={item.id}>
              <Checkbox
                size="xs"
                label={item.text}
                checked={checked.includes(item.id)}
                disabled={!editable}
                onChange={() => toggle(item.id)}
                data-done={checked.includes(item.id) || undefined}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
