import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MetricName } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { trendQuery, type MetricWords } from "./api.ts";
import { trendOf } from "#web/lib/period.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { metricNames } from "./figure-words.ts";
import { TrendChart } from "./TrendChart.tsx";
import classes from "./Insights.module.css";

/** Velocity is of one moment and has no course. */
const charted = metricNames.filter((name) => name !== "salesVelocity");

/** Each figure over the last twelve weeks or more. */
export function Trends({ scope, words }: { scope: ScopeParams; words: ReadonlyMap<MetricName, MetricWords> | undefined }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const { data, error, refetch } = useQuery(trendQuery(scope));
  const { by, from, to } = trendOf(scope);
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
            points={(data.groups ?? []).map((group) => ({ key: group.key, figure: group.metrics[name] }))}
          />
        ))
      )}
    </section>
  );
}
