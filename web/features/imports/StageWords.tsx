import { useTranslation } from "react-i18next";
import type { StageTarget } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { Label } from "#web/ui/Chip.tsx";
import { Evidence } from "./Evidence.tsx";
import { countOf, setAt } from "./plan.ts";
import type { PlanParts } from "./PlanView.tsx";
import { StageSelect } from "./StageSelect.tsx";
import classes from "./imports.module.css";

/** The stage words of the files and where each leads. */
export function StageWords({ parts }: { parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const { plan, beliefs, change } = parts;
  const words = Object.entries(plan.stages);
  if (words.length === 0) return null;
  return (
    <section className={classes.part} aria-labelledby="import-stages">
      <h2 id="import-stages">{t("stages.title")}</h2>
      <ul className={classes.pairs}>
        {words.map(([word, target]) => {
          const count = countOf(beliefs, `stages.${word}`);
          return (
            <li key={word} className={classes.pair}>
              <span className={classes.word}>
                {word} {count !== undefined && <span className={classes.dim}>{format.number(count)}</span>}
              </span>
              <span className={classes.arrow} aria-hidden="true">
                →
              </span>
              <StageSelect word={word} value={target} parts={parts} onChange={(to) => change(setAt(plan, `stages.${word}`, to))} />
              <span className={classes.pairNote}>
                <Outcome target={target} />
                <Evidence beliefs={beliefs} about={`stages.${word}`} parts={parts} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Outcome({ target }: { target: StageTarget }) {
  const { t } = useTranslation("imports");
  if ("create" in target) return <Label tone="amber">{t("stages.isNew")}</Label>;
  if (!("outcome" in target)) return null;
  return <Label tone={target.outcome === "won" ? "teal" : "red"}>{t(`stages.${target.outcome}`)}</Label>;
}
