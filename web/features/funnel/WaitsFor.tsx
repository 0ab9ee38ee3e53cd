import { useTranslation } from "react-i18next";
import type { DurationsAnswer, Waits } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { daysText } from "./day-words.ts";
import classes from "./funnel.module.css";

type Props = { waits: DurationsAnswer["waits"]; clock: DurationsAnswer["clock"]; onRecords: (count: string) => void };
type Stage = Waits["stages"][number];
type Side = "us" | "customer";

/** For whom deals wait in each stage: for us after the customer did something, for the customer after we did. */
export function WaitsFor({ waits, clock, onRecords }: Props) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  if (!waits)
    return (
      <div className={classes.block}>
        <h3 className={classes.sentence}>{t("waits.unknown")}</h3>
        <p className={classes.note}>{t("waits.unknownWhy")}</p>
      </div>
    );
  const now = (side: Side) => waits.stages.reduce((sum, stage) => sum + stage[side].now, 0);
  return (
    <div className={classes.block}>
      <h3 className={classes.sentence}>
        {t("waits.us", { count: now("us"), number: format.number(now("us")) })}{" "}
        <span>{t("waits.customer", { count: now("customer"), number: format.number(now("customer")) })}</span>
      </h3>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("stage")}</th>
              <th scope="col">{t("waits.forUs")}</th>
              <th scope="col">{t("waits.forCustomer")}</th>
              <th scope="col">{t("durations.n")}</th>
            </tr>
          </thead>
          <tbody>
            {waits.stages.map((stage) => (
              <tr key={stage.stage}>
                <th scope="row">{stage.name}</th>
                <SideCell clock={clock} stage={stage} side="us" onRecords={onRecords} />
                <SideCell clock={clock} stage={stage} side="customer" onRecords={onRecords} />
                <td className={classes.counts}>
                  <CountButton
                    n={stage.stays}
                    word={t("waits.stays", { count: stage.stays, number: format.number(stage.stays) })}
                    onClick={() => onRecords(`waits.${stage.stage}`)}
                  />
                  <CountButton
                    n={stage.leftOut}
                    word={t("waits.leftOut", { number: format.number(stage.leftOut) })}
                    onClick={() => onRecords(`unlogged.${stage.stage}`)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.note}>{t("waits.note")}</p>
    </div>
  );
}

function SideCell({ stage, side, clock, onRecords }: { stage: Stage; side: Side; clock: Props["clock"]; onRecords: Props["onRecords"] }) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const { share, median, moreThanDays, waits, now } = stage[side];
  return (
    <td>
      {share.value === null ? (
        <span className={classes.none}>{t("early")}</span>
      ) : (
        <>
          <b>{format.percent(share.value)}</b>
          <small>{t("range", { low: format.number(share.low! * 100), high: format.percent(share.high!) })}</small>
        </>
      )}
      <small>
        {median.value !== null
          ? t("waits.half", { days: daysText(median.value, format, clock) })
          : moreThanDays !== null && t("waits.more", { days: daysText(moreThanDays, format, clock) })}
      </small>
      <div className={classes.ofSide}>
        <CountButton
          n={waits}
          word={t("waits.times", { count: waits, number: format.number(waits) })}
          onClick={() => onRecords(`waits.${stage.stage}.${side}`)}
        />
        <CountButton
          n={now}
          word={t("waits.now", { number: format.number(now) })}
          onClick={() => onRecords(`waiting.${stage.stage}.${side}`)}
        />
      </div>
    </td>
  );
}
