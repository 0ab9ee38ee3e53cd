import { useTranslation } from "react-i18next";
import type { Zombies as Answer } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { afterDays } from "./day-words.ts";
import classes from "./funnel.module.css";

/** Open deals older than any that ever closed, in a sentence, and the list of them. */
export function Zombies({ zombies, onRecords }: { zombies: Answer; onRecords: (count: string) => void }) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const { open, older, oldestClosedDays, valueOpen, valueOlder, currency, stages } = zombies;
  if (open === 0) return null;
  const stalled = stages.filter((stage) => stage.older > 0);
  return (
    <div className={classes.zombies} data-warning={older > 0 || undefined}>
      <h2 className={classes.sentence}>
        {oldestClosedDays === null
          ? t("zombies.early", { count: open, number: format.number(open) })
          : older === 0
            ? t("zombies.noneOlder", { count: open, number: format.number(open), days: format.days(oldestClosedDays) })
            : t("zombies.sentence", { older: format.number(older), open: format.number(open) })}{" "}
        {older > 0 && (
          <span>
            {t("zombies.oldest", { days: afterDays(oldestClosedDays!, format) })}{" "}
            {valueOpen > 0 &&
              t("zombies.value", { share: format.percent(valueOlder / valueOpen), sum: format.wholeMoney(valueOlder, currency) })}
          </span>
        )}
      </h2>
      <p className={classes.links}>
        {older > 0 && (
          <button type="button" className={classes.count} onClick={() => onRecords("zombies")}>
            {t("zombies.show")}
          </button>
        )}
        <button type="button" className={classes.count} onClick={() => onRecords("zombies..open")}>
          {t("zombies.all", { count: open, number: format.number(open) })}
        </button>
        {stalled.map((stage) => (
          <button key={stage.stage} type="button" className={classes.count} onClick={() => onRecords(`stalled.${stage.stage}`)}>
            {t("zombies.stage", {
              name: stage.name,
              older: format.number(stage.older),
              open: format.number(stage.open),
              days: format.days(stage.longestDays ?? 0),
            })}
          </button>
        ))}
      </p>
    </div>
  );
}
