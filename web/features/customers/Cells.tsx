import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import classes from "#web/ui/insights/estimate.module.css";
import type { CustomerList } from "./api.ts";
import own from "./customers.module.css";

type Props = { answer: CustomersAnswer | undefined; onOpen: (list: CustomerList) => void };
type Shown = "customers" | "revenue" | "again";

/** Customers by how lately and how often they ordered; each cell opens them. */
export function Cells({ answer, onOpen }: Props) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const [shown, setShown] = useState<Shown>("customers");
  const [chosenMoney, setMoney] = useState("all");
  if (!answer || answer.cells.length === 0) return null;
  const { recencyDays, horizonDays, money: edges } = answer.bands;
  const moneyBands = [
    { value: "all", label: t("cells.allMoney") },
    ...(edges.length > 0
      ? [
          { value: "0", label: t("cells.low", { value: format.wholeMoney(edges[0]!, answer.currency) }) },
          { value: "1", label: t("cells.middle") },
          { value: "2", label: t("cells.high", { value: format.wholeMoney(edges[1]!, answer.currency) }) },
        ]
      : []),
    ...(answer.cells.some((cell) => cell.money === 3) ? [{ value: "3", label: t("cells.unknown") }] : []),
  ];
  const money = moneyBands.some(({ value }) => value === chosenMoney) ? chosenMoney : "all";
  const chosen = answer.cells.filter((cell) => money === "all" || cell.money === Number(money));
  const cellAt = (recency: number, frequency: number) => {
    const cells = chosen.filter((cell) => cell.recency === recency && cell.frequency === frequency);
    const customers = cells.reduce((sum, cell) => sum + cell.customers, 0);
    const known = cells.filter(({ again }) => again.value !== null);
    const weight = known.reduce((sum, cell) => sum + cell.customers, 0);
    return {
      customers,
      revenue: cells.every(({ revenue, leftOut }) => revenue === 0 && leftOut > 0)
        ? null
        : cells.reduce((sum, cell) => sum + cell.revenue, 0),
      again: weight > 0 ? known.reduce((sum, cell) => sum + cell.again.value! * cell.customers, 0) / weight : null,
    };
  };
  const most = Math.max(...[0, 1, 2, 3].flatMap((r) => [0, 1, 2, 3].map((f) => cellAt(r, f)[shown] ?? 0)));
  const text = (cell: ReturnType<typeof cellAt>) =>
    shown === "customers"
      ? format.number(cell.customers)
      : shown === "revenue"
        ? cell.revenue === null
          ? "–"
          : format.shortMoney(cell.revenue, answer.currency)
        : cell.again === null
          ? "–"
          : format.percent(cell.again);
  const recency = (band: number) =>
    band === 3 ? t("cells.over", { days: format.number(recencyDays[2]!) }) : t("cells.within", { days: format.number(recencyDays[band]!) });
  return (
    <section>
      <h2 className={classes.title}>
        {t("cells.title")} <span>{t(`cells.hint.${shown}`, { days: format.number(horizonDays) })}</span>
      </h2>
      <div className={own.switches}>
        <SegmentedControl
          size="xs"
          aria-label={t("cells.show")}
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={(["customers", "revenue", "again"] as const).map((value) => ({ value, label: t(`cells.${value}`) }))}
        />
        <SegmentedControl size="xs" aria-label={t("cells.money")} value={money} onChange={setMoney} data={moneyBands} />
      </div>
      <div className={classes.scroll}>
        <table className={own.grid}>
          <thead>
            <tr>
              <th scope="col">{t("cells.last")}</th>
              {[0, 1, 2, 3].map((frequency) => (
                <th key={frequency} scope="col">
                  {t(`cells.orders.${frequency}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[0, 1, 2, 3].map((band) => (
              <tr key={band}>
                <th scope="row">{recency(band)}</th>
                {[0, 1, 2, 3].map((frequency) => {
                  const cell = cellAt(band, frequency);
                  const share = most > 0 ? (cell[shown] ?? 0) / most : 0;
                  return (
                    <td key={frequency}>
                      {cell.customers === 0 ? (
                        <span className={own.none}>–</span>
                      ) : (
                        <button
                          type="button"
                          className={own.cell}
                          style={{ "--share": `${Math.round(8 + share * 62)}%` } as React.CSSProperties}
                          aria-label={t("cells.open", {
                            value: text(cell),
                            recency: recency(band),
                            frequency: t(`cells.orders.${frequency}`),
                            customers: format.number(cell.customers),
                          })}
                          onClick={() =>
                            onOpen({ list: "cell", recency: band, frequency, ...(money !== "all" && { money: Number(money) }) })
                          }
                        >
                          {text(cell)}
                        </button>
                      )}
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
