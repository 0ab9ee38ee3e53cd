import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SaleGroup, SaleRow } from "#insights/sales/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useOwnerNames, type ScopeParams } from "#web/lib/scope.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { salesQuery, type Opened } from "./api.ts";
import classes from "./Trends.module.css";

const groups: SaleGroup[] = ["category", "source", "country", "customers", "weekday", "hour", "owner"];

/** Sales by one dimension, each beside the period before with whether the change means anything. */
export function Sales({ scope, onOpen }: { scope: ScopeParams; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const by = groups.find((group) => group === raw["by"]) ?? "category";
  const { data, error, refetch } = useQuery(salesQuery(scope, by));
  const wordOf = useKeyWord();
  const ofPerson = useOwnerNames();
  const name = (key: string) => (by === "owner" && key !== "none" ? ofPerson(key) : wordOf(by, key));
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  const rows =
    data && data.by === by
      ? by === "owner"
        ? data.rows.toSorted((a, b) => name(a.key).localeCompare(name(b.key)))
        : data.rows
      : undefined;
  const most = Math.max(1, ...(rows ?? []).map(({ revenue }) => revenue.value ?? 0));
  const movers = rows ? data!.movers.map(name) : [];
  return (
    <section className={classes.part} aria-labelledby="sales">
      <h2 id="sales">
        {movers.length > 0 ? t("sales.moved", { names: movers.join(", ") }) : t("sales.still")}{" "}
        <span>
          {data && t("sales.days", { from: format.day(data.from), to: format.day(data.to), number: format.number(data.total.sales.n) })}
        </span>
      </h2>
      <div className={classes.choice}>
        <SegmentedControl
          aria-label={t("sales.by")}
          size="xs"
          value={by}
          onChange={(next) => void navigate({ to: ".", search: (old: object) => ({ ...old, by: next }) as never, resetScroll: false })}
          data={groups.map((group) => ({ value: group, label: t(`sales.group.${group}`) }))}
        />
      </div>
      {!rows ? (
        <Skeleton height={200} radius="sm" />
      ) : rows.length === 0 ? (
        <p className={classes.quiet}>{t("sales.none")}</p>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.sales}>
            <thead>
              <tr>
                {(["name", "revenue", "bar", "sales", "share", "average", "change"] as const).map((column) => (
                  <th key={column} scope="col">
                    {column === "name" ? (
                      t(`sales.group.${by}`)
                    ) : column === "bar" ? (
                      <span className={classes.hidden}>{t("sales.bar")}</span>
                    ) : (
                      t(`sales.${column}`)
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key} data-key={row.key}>
                  <th scope="row">
                    <button
                      type="button"
                      className={classes.link}
                      onClick={() =>
                        onOpen({
                          title: name(row.key),
                          from: data!.from,
                          to: data!.to,
                          path: "sales/records",
                          params: { ...scope, by, key: row.key },
                          adds: "money",
                          currency: data!.currency,
                        })
                      }
                    >
                      {name(row.key)}
                    </button>
                  </th>
                  <td>{format.wholeMoney(Math.round(row.revenue.value ?? 0), data!.currency)}</td>
                  <td className={classes.barCell} aria-hidden="true">
                    <span className={classes.bar} style={{ width: `${(100 * (row.revenue.value ?? 0)) / most}%` }} />
                  </td>
                  <td>{format.number(row.sales.n)}</td>
                  <td>{row.share.value === null ? "–" : format.percent(row.share.value, 0)}</td>
                  <td>
                    <Average row={row} currency={data!.currency} />
                  </td>
                  <td>
                    <Change row={row} currency={data!.currency} isPerson={by === "owner"} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && (
        <p className={classes.quiet}>
          {t(data.previous.soFar ? "sales.noteSoFar" : "sales.note", {
            from: format.day(data.previous.from),
            to: format.day(data.previous.to),
          })}
          {data.total.leftOut > 0 && <> {t("sales.leftOut", { count: data.total.leftOut })}</>}
          {by === "owner" && <> {t("sales.owners")}</>}
          {(by === "weekday" || by === "hour") && <> {t("sales.zone", { zone: data.timeZone })}</>}
        </p>
      )}
    </section>
  );
}

function Average({ row: { average }, currency }: { row: SaleRow; currency: string }) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  if (average.value === null) return <span className={classes.faint}>{t("early")}</span>;
  const word = (value: number) => format.wholeMoney(Math.round(value), currency);
  return (
    <>
      {word(average.value)}
      {average.low !== null && (
        <span className={classes.faint}>
          {" "}
          {word(Math.max(0, average.low))}–{word(average.high!)}
        </span>
      )}
    </>
  );
}

function Change({ row: { change, revenue, previous }, currency, isPerson }: { row: SaleRow; currency: string; isPerson: boolean }) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  if (change === null)
    return (
      <span className={classes.faint}>
        {isPerson ? t("sales.was", { value: format.wholeMoney(Math.round(previous.revenue), currency) }) : t("sales.few")}
      </span>
    );
  const share = previous.revenue > 0 ? format.percent((revenue.value ?? 0) / previous.revenue - 1, 0) : "";
  const sign = change.value > 0 ? "+" : "";
  return (
    <span data-tone={change.meaningful ? (change.value > 0 ? "good" : "bad") : "none"} className={classes.verdict}>
      {sign}
      {share} · {t(change.meaningful ? "sales.meaningful" : "sales.chance")}
    </span>
  );
}

/** What a key of a dimension is called. */
export function useKeyWord(): (by: SaleGroup, key: string) => string {
  const { t } = useTranslation("trends");
  const format = useFormat();
  return (by, key) => {
    if (by === "weekday")
      return new Intl.DateTimeFormat(format.locale, { weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, Number(key))));
    if (by === "hour") return t("hour", { from: key.padStart(2, "0"), to: String((Number(key) + 1) % 24).padStart(2, "0") });
    return key === "none" || by === "customers" ? t(`key.${key}`) : key;
  };
}
