import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ScoreAnswer } from "#insights/score/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import classes from "#web/ui/insights/estimate.module.css";

/** What the score was learnt from, what it knows and does not, and how it compares, in words. */
export function ModelCard({ score }: { score: ScoreAnswer | undefined }) {
  const { t } = useTranslation("chances");
  const format = useFormat();
  if (!score) return <Skeleton height={180} radius="sm" />;
  const { learnt, state, uses, refused, check } = score;
  const number = (value: number) => format.number(value);
  return (
    <section>
      <h2 className={classes.title}>
        {t(`state.${state}`)}{" "}
        <span>{t(`state.${state}Hint`, { won: number(learnt.won), lost: number(learnt.lost), needed: number(learnt.needed) })}</span>
      </h2>
      {learnt.deals > 0 && (
        <p className={classes.text}>
          {t("card.learnt", {
            count: learnt.deals,
            deals: number(learnt.deals),
            from: format.day(learnt.from),
            to: format.day(learnt.to),
            won: number(learnt.won),
            lost: number(learnt.lost),
            open: number(learnt.open),
          })}
        </p>
      )}
      {uses.length > 0 && (
        <p className={classes.text}>
          {t("card.uses", {
            list: listOf(
              uses.map((factor) => t(`factor.${factor}`)),
              format.locale,
            ),
          })}
        </p>
      )}
      {refused.map(({ factor, filled, after }) => (
        <p key={factor} className={classes.text}>
          {t("card.refused", { name: t(`factor.${factor}`), after: number(after), filled: number(filled) })}
        </p>
      ))}
      {check && (
        <div className={classes.scroll} tabIndex={0}>
          <table className={classes.table} aria-label={t("card.quality")}>
            <thead>
              <tr>
                <th scope="col">{t("card.quality")}</th>
                <th scope="col">{t("card.shown")}</th>
                <th scope="col">{t("card.plain")}</th>
                {score.learnt.won >= learnt.needed && <th scope="col">{t("card.full")}</th>}
              </tr>
            </thead>
            <tbody>
              {(["brier", "logLoss", "auc", "slope", "intercept"] as const).map((name) => (
                <tr key={name}>
                  <th scope="row">{t(`quality.${name}`)}</th>
                  {[check.shown, check.plain, ...(score.learnt.won >= learnt.needed ? [check.full] : [])].map((quality, index) => (
                    <td key={index}>
                      {quality[name] === null ? "–" : format.number(quality[name], name === "brier" || name === "logLoss" ? 3 : 2)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function listOf(words: string[], locale: string): string {
  return new Intl.ListFormat(locale).format(words);
}
