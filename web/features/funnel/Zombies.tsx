import { useTranslation } from "react-i18next";
import type { Zombies as Answer } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { afterDays } from "./day-words.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
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
        {older > 0 && <CountButton n={older} word={t("zombies.show")} onClick={() => onRecords("zombies")} />}
        <CountButton
          n={open}
          word={t("zombies.all", { count: open, number: format.number(open) })}
          onClick={() => onRecords("zombies..open")}
        />
        {stalled.map(({ stage, name, older: n, open: of, longestDays }) => (
          <CountButton
            key={stage}
            n={n}
            word={t("zombies.stage", {
              name,
              older: format.number(n),
              open: format.number(of),
              days: format.days(longestDays ?? 0),
            })}
            onClick={() => onRecords(`stalled.${stage}`)}
          />
        ))}
      </p>
    </div>
  );
}
