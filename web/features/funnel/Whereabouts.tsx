import { useTranslation } from "react-i18next";
import type { Cohort } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { afterDays } from "./day-words.ts";
import classes from "./funnel.module.css";

/** Where the deals of the cohort are after 30, 60 and 90 days. */
export function Whereabouts({ cohort, onRecords }: { cohort: Cohort; onRecords: (count: string) => void }) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const { occupation, way, stages } = cohort;
  if (occupation.length === 0) return null;
  const last = occupation.at(-1)!;
  const name = (id: string) => [...stages, ...way].find(({ stage }) => stage === id)?.name ?? id;
  const shown = last.stages.filter(({ stage }) =>
    occupation.some((at) => (at.stages.find((one) => one.stage === stage)?.share ?? 0) > 0.0005),
  );
  return (
    <div className={classes.block}>
      <h3 className={classes.sentence}>
        {t("where.sentence", { days: format.days(last.days), won: format.percent(last.won), lost: format.percent(last.lost) })}{" "}
        <span>{t("where.rest", { open: format.percent(Math.max(0, 1 - last.won - last.lost)) })}</span>
      </h3>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("where.head")}</th>
            {occupation.map(({ days }) => (
              <th key={days} scope="col">
                {afterDays(days, format)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ stage }) => (
            <tr key={stage}>
              <th scope="row">{name(stage)}</th>
              {occupation.map((at) => (
                <td key={at.days}>{format.percent(at.stages.find((one) => one.stage === stage)?.share ?? 0, 1)}</td>
              ))}
            </tr>
          ))}
          {(["won", "lost"] as const).map((end) => (
            <tr key={end}>
              <th scope="row">{t(`where.${end}`)}</th>
              {occupation.map((at) => (
                <td key={at.days}>{format.percent(at[end], 1)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.note}>
        {t("where.of")}{" "}
        <CountButton
          n={cohort.deals}
          word={t("where.deals", { count: cohort.deals, number: format.number(cohort.deals) })}
          onClick={() => onRecords("way")}
        />
        {cohort.lateEntry > 0 && (
          <>
            {" "}
            <CountButton
              n={cohort.lateEntry}
              word={t("where.late", { count: cohort.lateEntry, number: format.number(cohort.lateEntry) })}
              onClick={() => onRecords("way..late")}
            />
          </>
        )}{" "}
        {t("where.note")}
      </p>
    </div>
  );
}
