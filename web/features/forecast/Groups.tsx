import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastGroup } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { pipelinesQuery, useOwnerNames, type ScopeParams } from "#web/lib/scope.ts";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { forecastQuery, type ShownHorizon } from "./api.ts";
import { rangeWords } from "./forecast-words.ts";
import { ForecastDeals } from "./ForecastDeals.tsx";
import classes from "./Forecast.module.css";

const groups = ["owner", "source", "pipeline"] as const satisfies readonly ForecastGroup[];
const parts = ["won", "open"] as const;
type Part = (typeof parts)[number];

/** The same forecast by owner, source or pipeline; what is expected adds up to the whole, ranges do not. */
export function Groups({ scope, horizon }: { scope: ScopeParams; horizon: ShownHorizon }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const navigate = useNavigate();
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const by = groups.find((name) => name === raw["by"]) ?? "source";
  const { data } = useQuery(forecastQuery(scope, horizon, { by }));
  const [opened, setOpened] = useState<{ key: string; part: Part }>();
  const ownerName = useOwnerNames();
  const { data: pipelines } = useQuery(pipelinesQuery);
  const nameOf = (key: string) =>
    key === "none" || key === "others"
      ? t(`groups.${key}.${by}`)
      : by === "owner"
        ? ownerName(key)
        : by === "pipeline"
          ? (pipelines?.pipelines.find(({ id }) => id === key)?.name ?? key)
          : key;
  const money = (value: number | null) => (value === null ? "–" : format.wholeMoney(value, data!.currency));
  const rows = data?.groups?.filter(({ figure }) => figure.value !== 0) ?? [];
  return (
    <section className={classes.block}>
      <div className={classes.head}>
        <h2>{t("groups.title")}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t("groups.label")}
          value={by}
          onChange={(value) => void navigate({ to: ".", search: (old: object) => ({ ...old, by: value }) as never })}
          data={groups.map((value) => ({ value, label: t(`groups.${value}`) }))}
        />
      </div>
      {!data ? (
        <LoadingRows rows={4} />
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t(`groups.${by}`)}</th>
                <th scope="col">{t("split.won")}</th>
                <th scope="col">{t("split.open")}</th>
                <th scope="col">{t("groups.new")}</th>
                <th scope="col">{t("split.expected")}</th>
                <th scope="col">{t("table.range80")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, figure, split }) => {
                const words = rangeWords(figure, data.currency, format);
                return (
                  <tr key={key}>
                    <th scope="row">{nameOf(key)}</th>
                    {parts.map((part) => (
                      <td key={part}>
                        {split[part].n === 0 ? (
                          money(split[part].value)
                        ) : (
                          <button
                            type="button"
                            className={classes.link}
                            aria-label={t("split.records", {
                              part: `${nameOf(key)}, ${t(`split.${part}`)}`,
                              value: money(split[part].value),
                            })}
                            onClick={() => setOpened({ key, part })}
                          >
                            {money(split[part].value)}
                          </button>
                        )}
                      </td>
                    ))}
                    <td>{money(split.returning.value === null ? null : split.returning.value + split.fresh.value!)}</td>
                    <td>{money(figure.value)}</td>
                    <td>{words?.low ? t("between", { low: words.low, high: words.high }) : "–"}</td>
                  </tr>
                );
              })}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t("groups.sum")}</th>
                <td>{money(data.split.won.value)}</td>
                <td>{money(data.split.open.value)}</td>
                <td>{money(data.split.returning.value === null ? null : data.split.returning.value + data.split.fresh.value!)}</td>
                <td>{money(data.figure.value)}</td>
                <td>–</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      <p className={classes.quiet}>{t("groups.note")}</p>
      {opened && data && (
        <ForecastDeals
          of={{ part: opened.part, by, group: opened.key }}
          title={`${nameOf(opened.key)}, ${t(`split.${opened.part}`)}`}
          answer={data}
          scope={scope}
          onClose={() => setOpened(undefined)}
        />
      )}
    </section>
  );
}
