import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MetricName } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { trendQuery, type MetricWords } from "./api.ts";
import { addDays, monthEnd, trendOf, type Period } from "#web/lib/period.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { headMetrics, type HeadMetric } from "./figure-words.ts";
import { Records } from "./Records.tsx";
import { TrendChart } from "./TrendChart.tsx";
import classes from "./Insights.module.css";

/** Velocity is of one moment and has no course. */
const charted = headMetrics.filter((name) => name !== "salesVelocity");

/** Each figure over the last twelve weeks or more. */
export function Trends({ scope, words }: { scope: ScopeParams; words: ReadonlyMap<MetricName, MetricWords> | undefined }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const { data, error, refetch } = useQuery(trendQuery(scope));
  const { by, from, to } = trendOf(scope);
  const [picked, setPicked] = useState<{ name: HeadMetric; key: string }>();
  const figure = picked && data?.groups?.find(({ key }) => key === picked.key)?.metrics[picked.name];
  const stretch = picked && stretchOf(picked.key, by, { from, to });
  return (
    <section className={classes.part} aria-labelledby="trends">
      <h2 id="trends">
        {t(`trend.title.${by}`)}{" "}
        <span>{t("how.days", { from: format.day(from === "first" ? (data?.metrics.winRate.from ?? to) : from), to: format.day(to) })}</span>
      </h2>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        charted.map((name) => <Skeleton key={name} height={120} mt={16} radius="sm" />)
      ) : (
        charted.map((name) => (
          <TrendChart
            key={name}
            name={name}
            title={words?.get(name)?.title ?? ""}
            by={by}
            to={to}
            onPick={(key) => setPicked({ name, key })}
            points={(data.groups ?? []).map((group) => ({ key: group.key, figure: group.metrics[name] }))}
          />
        ))
      )}
      {picked && figure && stretch && words && (
        <Records
          metric={picked.name}
          words={words.get(picked.name)!}
          figure={{ ...figure, ...stretch }}
          scope={{ ...scope, ...stretch }}
          onClose={() => setPicked(undefined)}
        />
      )}
    </section>
  );
}

/** The days of a week or month that are shown of it. */
function stretchOf(key: string, by: "week" | "month", { from, to }: Period): Period {
  const last = by === "week" ? addDays(key, 6) : monthEnd(key);
  return { from: from === "first" || key > from ? key : from, to: last < to ? last : to };
}
