import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import type { DayState, stripDays } from "./days.ts";
import classes from "./past.module.css";

const legend = ["equal", "gap", "none"] as const;

/** A cell a day; a cell that was compared opens its day. */
export function DayStrip({
  days,
  chosen,
  onChoose,
}: {
  days: ReturnType<typeof stripDays>;
  chosen: string | undefined;
  onChoose: (day: string) => void;
}) {
  const { t } = useTranslation("past");
  const format = useFormat();
  const label = (state: DayState, day: string, count: number) => t(`days.day.${state}`, { day: format.day(day), count });
  const [first, last] = [days[0]!.day, days.at(-1)!.day];
  return (
    <div>
      <div role="group" className={classes.strip} aria-label={t("days.strip", { from: format.day(first), to: format.day(last) })}>
        {days.map(({ day, state, gaps }) => (
          <button
            key={day}
            type="button"
            className={[classes.cell, classes[state]].join(" ")}
            aria-pressed={day === chosen}
            aria-label={label(state, day, gaps)}
            title={label(state, day, gaps)}
            disabled={state === "none"}
            onClick={() => onChoose(day)}
          >
            {state === "gap" && <span aria-hidden>{gaps > 99 ? "!" : format.number(gaps)}</span>}
            {state === "trouble" && <span aria-hidden>?</span>}
          </button>
        ))}
      </div>
      <div className={classes.scale}>
        <span>{t("days.range", { from: format.shortDay(first), to: format.shortDay(last) })}</span>
        <ul className={classes.legend}>
          {legend.map((state) => (
            <li key={state}>
              <span className={[classes.dot, classes[state]].join(" ")} aria-hidden /> {t(`days.legend.${state}`)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
