import { useTranslation } from "react-i18next";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import classes from "#web/ui/insights/estimate.module.css";
import own from "./customers.module.css";

const months = [1, 2, 3, 6, 9, 12];
const mostRows = 13;

/** By month of the first order: who had come back by the end of each month since. */
export function Cohorts({ answer, onOpen }: { answer: CustomersAnswer | undefined; onOpen: (month: string, after?: number) => void }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  if (!answer || answer.cohorts.length === 0) return null;
  const rows = answer.cohorts.slice(0, mostRows);
  return (
    <section>
      <h2 className={classes.title}>
        {t("cohorts.title")} <span>{t("cohorts.hint")}</span>
      </h2>
      <div className={classes.scroll}>
        <table className={own.grid}>
          <thead>
            <tr>
              <th scope="col">{t("cohorts.first")}</th>
              <th scope="col">{t("cohorts.customers")}</th>
              {months.map((month) => (
                <th key={month} scope="col">
                  {t("cohorts.after", { count: month })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ month, customers, came }) => (
              <tr key={month}>
                <th scope="row">
                  <button type="button" className={classes.link} onClick={() => onOpen(month)}>
                    {format.month(`${month}-01`)}
                  </button>
                </th>
                <td>{format.number(customers)}</td>
                {months.map((after) => {
                  const count = came[after];
                  if (count === null || count === undefined)
                    return (
                      <td key={after}>
                        <span className={own.none}>{t("cohorts.notYet")}</span>
                      </td>
                    );
                  return (
                    <td key={after}>
                      <button
                        type="button"
                        className={own.cell}
                        style={{ "--share": `${Math.round(Math.min(70, (70 * count) / customers))}%` } as React.CSSProperties}
                        onClick={() => onOpen(month, after)}
                      >
                        {customers < 10 ? `${format.number(count)}/${format.number(customers)}` : format.percent(count / customers)}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
