import { useTranslation } from "react-i18next";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import classes from "#web/ui/insights/estimate.module.css";

/** How the expectation did on weeks that it had not seen, or why there is none. */
export function ModelNote({ answer, onOpen }: { answer: CustomersAnswer | undefined; onOpen: (orders: number) => void }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  if (!answer) return null;
  const { holdout, model, needed } = answer;
  const number = (value: number) => format.number(Math.round(value));
  if (!model)
    return (
      <section>
        <h2 className={classes.title}>{t("model.none")}</h2>
        <p className={classes.text}>
          {t("needs", {
            customers: number(needed.customers),
            repeaters: number(needed.repeaters),
            own: number(answer.customers),
            back: number(answer.repeaters),
          })}
        </p>
      </section>
    );
  return (
    <section>
      <h2 className={classes.title}>
        {holdout ? (
          <>
            {t("model.sentence", { weeks: holdout.weeks, actual: number(holdout.actual), expected: number(holdout.expected) })}{" "}
            <span>{t("model.naive", { naive: number(holdout.naive) })}</span>
          </>
        ) : (
          t("model.early")
        )}
      </h2>
      <p className={classes.text}>{t("model.how")}</p>
      {holdout && (
        <div className={classes.scroll}>
          <table className={classes.table} aria-label={t("model.table")}>
            <thead>
              <tr>
                <th scope="col">{t("model.orders")}</th>
                <th scope="col">{t("model.customers")}</th>
                <th scope="col">{t("model.came")}</th>
                <th scope="col">{t("model.expected")}</th>
              </tr>
            </thead>
            <tbody>
              {holdout.byOrders
                .filter(({ customers }) => customers > 0)
                .map(({ orders, customers, actual, expected }) => (
                  <tr key={orders}>
                    <th scope="row">{orders === 7 ? "7+" : orders}</th>
                    <td>
                      <CountButton n={customers} word={format.number(customers)} onClick={() => onOpen(orders)} />
                    </td>
                    <td>{format.number(actual, 2)}</td>
                    <td>{format.number(expected, 2)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
