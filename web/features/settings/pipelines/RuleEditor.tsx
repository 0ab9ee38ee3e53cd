import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StageWire } from "#pipelines/contract.ts";
import { ConditionLine } from "./ConditionLine.tsx";
import classes from "./pipelines.module.css";

export type Rule = NonNullable<StageWire["rule"]>;
export type Condition = Rule["any"][number];

/** Which facts prove the stage: any one of the conditions is enough. Without one, only people move deals here. */
export function RuleEditor({ rule, change }: { rule: Rule | undefined; change: (rule: Rule | undefined) => void }) {
  const { t } = useTranslation("pipelines");
  const any = rule?.any ?? [];
  const set = (conditions: Condition[]) => change(conditions.length > 0 ? { ...rule, any: conditions } : undefined);
  return (
    <div role="group" aria-label={t("rule.title")}>
      <h3>{t("rule.title")}</h3>
      <p className={classes.hint}>{t(any.length > 0 ? "rule.any" : "rule.none")}</p>
      {any.map((condition, index) => (
        <ConditionLine
          key={index}
          condition={condition}
          first={index === 0}
          change={(next) => set(any.with(index, next))}
          remove={() => set(any.toSpliced(index, 1))}
        />
      ))}
      <div className={classes.ruleEnd}>
        <button type="button" className={classes.textButton} onClick={() => set([...any, { event: "product.added" }])}>
          {t("rule.add")}
        </button>
        {any.length > 0 && (
          <Checkbox
            size="xs"
            label={t("rule.firstOnly")}
            checked={rule?.firstOnly ?? false}
            onChange={(event) => change({ any, ...(event.currentTarget.checked && { firstOnly: true }) })}
          />
        )}
      </div>
    </div>
  );
}
