import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { heatQuery, type Opened } from "./api.ts";
import { useKeyWord } from "./Sales.tsx";
import classes from "./Trends.module.css";

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const weekdays = [1, 2, 3, 4, 5, 6, 7];
const fewest = 30;

/** Sales by weekday and hour of the shop's clocks. One stop of the tab key; arrows walk the cells. */
export function Heat({ scope, onOpen }: { scope: ScopeParams; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  const wordOf = useKeyWord();
  const { data } = useQuery(heatQuery(scope));
  const [here, setHere] = useState("1-0");
  const body = useRef<HTMLTableSectionElement>(null);
  if (!data) return <Skeleton height={240} m={24} radius="sm" />;
  const cells = new Map(data.cells.map((cell) => [`${cell.weekday}-${cell.hour}`, cell]));
  const most = Math.max(1, ...data.cells.map(({ sales }) => sales));
  const best = data.cells.toSorted((a, b) => b.sales - a.sales)[0];
  // Dates without a time of day all lie at midnight.
  const daysOnly = data.cells.every(({ hour }) => hour === 0);
  const walk = (event: KeyboardEvent) => {
    const [weekday, hour] = here.split("-").map(Number) as [number, number];
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = `${Math.min(7, Math.max(1, weekday + step[0]!))}-${Math.min(23, Math.max(0, hour + step[1]!))}`;
    setHere(next);
    body.current?.querySelector<HTMLButtonElement>(`[data-cell="${next}"]`)?.focus();
  };
  return (
    <section className={classes.part} aria-labelledby="heat">
      <h2 id="heat">
        {data.n < fewest || !best
          ? t("heat.early", { count: data.n, number: format.number(data.n) })
          : t(daysOnly ? "heat.days" : "heat.title", {
              weekday: wordOf("weekday", String(best.weekday)),
              hour: wordOf("hour", String(best.hour)),
            })}{" "}
        <span>{t("heat.text", { zone: data.timeZone })}</span>
      </h2>
      <div className={classes.scroll}>
        <table className={classes.heat} aria-labelledby="heat">
          <thead>
            <tr>
              <th scope="col">{t("sales.group.weekday")}</th>
              {hours.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {weekdays.map((weekday) => (
              <tr key={weekday}>
                <th scope="row">{wordOf("weekday", String(weekday))}</th>
                {hours.map((hour) => {
                  const key = `${weekday}-${hour}`;
                  const { sales = 0, revenue = 0 } = cells.get(key) ?? {};
                  const title = t("heat.cell", {
                    weekday: wordOf("weekday", String(weekday)),
                    hour: wordOf("hour", String(hour)),
                    count: sales,
                    number: format.number(sales),
                    revenue: format.wholeMoney(Math.round(revenue), data.currency),
                  });
                  return (
                    <td key={hour}>
                      <button
                        type="button"
                        data-cell={key}
                        data-sales={sales}
                        className={classes.cell}
                        style={{
                          background:
                            sales === 0 ? undefined : `color-mix(in srgb, var(--teal) ${Math.round(12 + (78 * sales) / most)}%, var(--bg))`,
                        }}
                        aria-label={title}
                        title={title}
                        tabIndex={key === here ? 0 : -1}
                        onKeyDown={walk}
                        onFocus={() => setHere(key)}
                        onClick={() =>
                          onOpen({
                            title: `${wordOf("weekday", String(weekday))}, ${wordOf("hour", String(hour))}`,
                            from: data.from,
                            to: data.to,
                            path: "sales/records",
                            params: { ...scope, by: "cell", key },
                            adds: "money",
                            currency: data.currency,
                          })
                        }
                      />
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
