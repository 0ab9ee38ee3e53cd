import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { trendQuery } from "./api.ts";
import { trendOf } from "#web/lib/period.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { metricNames } from "./figure-words.ts";
import { TrendChart } from "./TrendChart.tsx";
import classes from "./Insights.module.css";

/** Each figure over the last twelve weeks or more. */
export function Trends({ scope }: { scope: ScopeParams }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const { data, error, refetch } = useQuery(trendQuery(scope));
  const { by, from, to } = trendOf(scope);
  return (
    <section className={classes.part} aria-labelledby="trends">
      <h2 id="trends">
        {t(`trend.title.${by}`)} <span>{t("how.days", { from: format.day(from), to: format.day(to) })}</span>
      </h2>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        metricNames.map((name) => <Skeleton key={name} height={120} mt={16} radius="sm" />)
      ) : (
        metricNames.map((name) => (
          <TrendChart
            key={name}
            name={name}
            by={by}
            to={to}
            points={(data.groups ?? []).map((group) => ({ key: group.key, figure: group.metrics[name] }))}
          />
        ))
      )}
    </section>
  );
}
