import { useTranslation } from "react-i18next";
import type { Belief } from "#imports/contract.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { beliefsAbout, getAt, setAt } from "./plan.ts";
import type { PlanParts } from "./PlanView.tsx";
import { useBeliefText } from "./words.ts";
import classes from "./imports.module.css";

/** The sentences about one place of the plan; what is only offered can be taken here. */
export function Evidence({ beliefs, about, parts }: { beliefs: readonly Belief[]; about: string; parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const text = useBeliefText();
  return beliefsAbout(beliefs, about).map((belief, index) => {
    const words = text(belief);
    if (!words) return null;
    const taken = belief.strength === "offer" && JSON.stringify(getAt(parts.plan, about)) === JSON.stringify(belief.value);
    return (
      <p key={index} className={classes.evidence} data-strength={belief.strength}>
        {words}{" "}
        {belief.strength === "offer" && parts.edit && belief.value !== undefined && !taken && (
          <Chip onClick={() => parts.change(setAt(parts.plan, about, belief.value))}>{t("plan.take")}</Chip>
        )}
      </p>
    );
  });
}
