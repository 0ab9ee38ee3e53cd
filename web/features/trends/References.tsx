import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { BenchmarksAnswer } from "#insights/trends/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { benchmarksQuery, type Opened } from "./api.ts";
import classes from "./Trends.module.css";

/** What others report, beside one's own, where both divide by the same; for orientation, never a target. */
export function References({ scope, onOpen }: { scope: ScopeParams; onOpen: (opened: Opened) => void }) {
  const { t, i18n } = useTranslation("trends");
  const format = useFormat();
  const { data } = useQuery(benchmarksQuery(scope, i18n.language));
  if (!data) return null;
  return (
    <section className={classes.part} aria-labelledby="references">
      <h2 id="references">
        {t(data.rows.length > 0 ? "references.title" : "references.none")} <span>{t("references.text")}</span>
      </h2>
      {data.old && (
        <p className={classes.warning} role="note">
          {t("references.old", { asOf: data.asOf })}
        </p>
      )}
      {data.rows.length > 0 && (
        <div className={classes.scroll} tabIndex={0}>
          <table className={classes.sales}>
            <thead>
              <tr>
                {(["what", "own", "others", "source", "grade"] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`references.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={row.key} data-benchmark={row.key}>
                  <th scope="row">
                    {t(`references.key.${row.key}`)}
                    <span className={classes.definition}>{row.definition}</span>
                  </th>
                  <td>
                    {ownText(row, format, t("early"))}{" "}
                    {row.own && (
                      <CountButton
                        n={row.own.n}
                        word={`n ${format.number(row.own.n)}`}
                        onClick={() =>
                          onOpen({
                            title: t(`references.key.${row.key}`),
                            from: row.own!.from,
                            to: row.own!.to,
                            path: "benchmarks/carts",
                            params: scope,
                            adds: "count",
                            currency: "",
                          })
                        }
                      />
                    )}
                  </td>
                  <td>
                    {format.percent(row.value, 1)} <span className={classes.faint}>{spreadText(row, format)}</span>
                  </td>
                  <td>
                    {row.source}, {row.year}
                    <span className={classes.definition}>
                      {row.n === null ? t("references.nUnknown") : t("references.n", { number: format.number(row.n) })}
                    </span>
                  </td>
                  <td>{row.grade}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details className={classes.more}>
        <summary>{t("references.hidden", { count: data.hidden.length })}</summary>
        <ul>
          {data.hidden.map(({ key, definition }) => (
            <li key={key}>{definition}</li>
          ))}
        </ul>
      </details>
    </section>
  );
}

type Row = BenchmarksAnswer["rows"][number];
type Format = ReturnType<typeof useFormat>;

function ownText({ own }: Row, format: Format, early: string): string {
  if (!own || own.value === null) return early;
  const range = own.low === null ? "" : ` (${format.percent(own.low, 0)}–${format.percent(own.high!, 0)})`;
  return `${format.percent(own.value, 1)}${range},`;
}

function spreadText({ spread }: Row, format: Format): string {
  const { low, high, top20, top10 } = spread;
  const parts = [
    low !== undefined && high !== undefined ? `${format.percent(low, 0)}–${format.percent(high, 0)}` : "",
    top20 === undefined ? "" : `20 %: ${format.percent(top20, 1)}`,
    top10 === undefined ? "" : `10 %: ${format.percent(top10, 1)}`,
  ];
  return parts.filter(Boolean).join(", ");
}
