import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { countOf, setAt, withoutWord } from "./plan.ts";
import type { PlanParts } from "./PlanView.tsx";
import { useBeliefText } from "./words.ts";
import { useFormat } from "#web/lib/format.ts";
import classes from "./imports.module.css";

const lists = ["products", "companies"] as const;

/** Two spellings that are probably one thing: they stay apart until somebody joins them. */
export function Spellings({ parts }: { parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const text = useBeliefText();
  const { plan, beliefs, edit, change } = parts;
  const offers = lists.flatMap((list) => {
    const offered = beliefs.filter(
      ({ about, strength, value }) => strength === "offer" && typeof value === "string" && about.startsWith(`${list}.`),
    );
    const words = new Set([...offered.map(({ about }) => about.slice(list.length + 1)), ...Object.keys(plan[list])]);
    return [...words].map((word) => {
      const belief = offered.find(({ about }) => about === `${list}.${word}`);
      return { list, word, belief, other: plan[list][word] ?? (belief?.value as string), joined: word in plan[list] };
    });
  });
  if (offers.length === 0) return null;
  return (
    <section className={classes.part} aria-labelledby="import-spellings">
      <h2 id="import-spellings">{t("spellings.title")}</h2>
      <ul className={classes.pairs}>
        {offers.map(({ list, word, belief, other, joined }) => {
          const count = countOf(beliefs, `${list}.${word}`);
          return (
            <li key={`${list} ${word}`} className={classes.pair}>
              <span className={classes.word}>
                {t("quoted", { word })} {count !== undefined && <span className={classes.dim}>{format.number(count)}</span>}
              </span>
              <span className={classes.arrow} aria-hidden="true">
                ≈
              </span>
              <span className={classes.word}>{t("quoted", { word: other })}</span>
              <span className={classes.pairNote}>
                <SegmentedControl
                  size="xs"
                  disabled={!edit}
                  aria-label={t("spellings.of", { word, other })}
                  data={[
                    { value: "apart", label: t("spellings.apart") },
                    { value: "join", label: t("spellings.join", { other }) },
                  ]}
                  value={joined ? "join" : "apart"}
                  onChange={(value) => change(value === "join" ? setAt(plan, `${list}.${word}`, other) : withoutWord(plan, list, word))}
                />
                {belief && text(belief) && <span className={classes.evidence}>{text(belief)}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
