import { useTranslation } from "react-i18next";
import type { BacktestAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { Period } from "#web/lib/period.ts";
import { SideDrawer } from "#web/ui/SideDrawer.tsx";
import classes from "./Forecast.module.css";

export type EarlierKind = BacktestAnswer["origins"][number]["kind"] | "shown";
type Props = {
  kind: EarlierKind;
  backtest: BacktestAnswer;
  /** Opens the sales of the days that a forecast was about. */ onCame: (days: Period) => void;
  onClose: () => void;
};

/** The earlier forecasts behind "held so many of so many": what each said and when, what came, and whether its range held it. */
export function EarlierList({ kind, backtest, onCame, onClose }: Props) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const rows = earlierOf(backtest, kind);
  const held = rows.filter((row) => verdictOf(row) === "held").length;
  const money = (value: number) => format.wholeMoney(value, backtest.currency);
  return (
    <SideDrawer title={t(`earlier.list.title.${kind}`)} size={720} onClose={onClose}>
      <p className={classes.quiet}>{t(kind === "shown" ? "earlier.list.shown" : "earlier.list.tried")}</p>
      <p data-total={rows.length} data-sum={held}>
        {t("earlier.list.sum", { held: format.number(held), count: rows.length, number: format.number(rows.length) })}
      </p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("earlier.list.days")}</th>
              <th scope="col">{t("table.middle")}</th>
              <th scope="col">{t("table.range80")}</th>
              <th scope="col">{t("table.came")}</th>
              <th scope="col">{t("earlier.list.verdict")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.day} ${row.from} ${row.to}`}>
                <th scope="row">
                  {t("days", { from: format.day(row.from), to: format.day(row.to) })} <br />
                  <small>{t("earlier.list.said", { day: format.day(row.day) })}</small>
                </th>
                <td>{row.middle === null ? "–" : money(row.middle)}</td>
                <td>{t("between", { low: money(row.low), high: money(row.high) })}</td>
                <td>
                  {row.actual === 0 ? (
                    money(row.actual)
                  ) : (
                    <button
                      type="button"
                      className={classes.link}
                      aria-label={t("earlier.list.open", { value: money(row.actual) })}
                      onClick={() => onCame(row)}
                    >
                      {money(row.actual)}
                    </button>
                  )}
                </td>
                <td>{t(`earlier.list.${verdictOf(row)}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </SideDrawer>
  );
}

type Row = Period & { day: string; middle: number | null; low: number; high: number; actual: number };

/** The forecasts of one kind whose days are over, the newest first. */
function earlierOf({ origins, shown }: BacktestAnswer, kind: EarlierKind): Row[] {
  const said = kind === "shown" ? shown : origins.filter((one) => one.kind === kind);
  return said
    .flatMap(({ day, from, to, figure: { value, low, high }, actual }) =>
      low === null || high === null || actual === null ? [] : { day, from, to, middle: value, low, high, actual },
    )
    .toReversed();
}

function verdictOf({ low, high, actual }: Row): "held" | "below" | "above" {
  return actual < low ? "below" : actual > high ? "above" : "held";
}
