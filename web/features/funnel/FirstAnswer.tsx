import { useTranslation } from "react-i18next";
import type { Estimate } from "#insights/contract.ts";
import type { DurationsAnswer } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { daysText } from "./day-words.ts";
import classes from "./funnel.module.css";

type Props = { response: DurationsAnswer["response"]; onRecords: (count: string) => void };

/** How long people wait until one of us does something for the first time, in working time. */
export function FirstAnswer({ response, onRecords }: Props) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  if (!response) return null;
  const { deals, answered, waiting, unanswered, median, moreThanDays, withinHour, withinDay } = response;
  const time = (days: number) =>
    days < 1 ? daysText(days, format, "working") : t("response.days", { count: Math.ceil(days), number: format.number(days, 1) });
  const share = ({ value, low, high }: Estimate) =>
    value === null ? (
      <span className={classes.none}>{t("early")}</span>
    ) : (
      <>
        <b>{format.percent(value)}</b>
        <small>{t("range", { low: format.number(low! * 100), high: format.percent(high!) })}</small>
      </>
    );
  const counts = [
    ["answered", answered, "passed"],
    ["waiting", waiting, "open"],
    ["unanswered", unanswered, "lost"],
  ] as const;
  return (
    <div className={classes.block}>
      <h3 className={classes.sentence}>
        {median.value !== null
          ? t("response.sentence", { time: time(median.value) })
          : moreThanDays !== null
            ? t("response.more", { time: time(moreThanDays) })
            : t("response.early")}{" "}
        <span>{t("response.open", { count: waiting, number: format.number(waiting) })}</span>
      </h3>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("response.within")}</th>
            <th scope="col">{t("response.hour")}</th>
            <th scope="col">{t("response.day")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("response.share")}</th>
            <td>{share(withinHour)}</td>
            <td>{share(withinDay)}</td>
          </tr>
        </tbody>
      </table>
      <p className={classes.links}>
        <CountButton
          n={deals}
          word={t("response.deals", { count: deals, number: format.number(deals) })}
          onClick={() => onRecords("answers")}
        />
        {counts.map(([name, n, state]) => (
          <CountButton
            key={name}
            n={n}
            word={t(`response.count.${name}`, { number: format.number(n) })}
            onClick={() => onRecords(`answers..${state}`)}
          />
        ))}
      </p>
      <p className={classes.note}>{t("response.note")}</p>
    </div>
  );
}
