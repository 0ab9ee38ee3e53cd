import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MetricName } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { trendQuery, type MetricWords } from "./api.ts";
import { addDays, stretchEnd, trendOf, type Period, type Stretch } from "#web/lib/period.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { headMetrics, type HeadMetric } from "./figure-words.ts";
import { Records } from "./Records.tsx";
import { TrendChart } from "./TrendChart.tsx";
import classes from "./Insights.module.css";

/** Velocity is of one moment and has no course; that is said in its place. */
const charted = headMetrics.filter((name) => name !== "salesVelocity");

type Props = {
  scope: ScopeParams;
  words: ReadonlyMap<MetricName, MetricWords> | undefined;
  /** By what a course can be read. */ offered: readonly Stretch[];
  /** What was chosen of it; else what fits. */ chosen: Stretch | undefined;
};

/** The course of each figure: by what fits the period, or by the stretch that was chosen. */
export function Trends({ scope, words, offered, chosen }: Props) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const { data, error, refetch } = useQuery(trendQuery(scope, chosen));
  const navigate = useNavigate();
  const { timeZone } = useWorkspace();
  const { by, from, to } = trendOf(scope, chosen);
  // today is not over
  const lastWhole = to === today(timeZone) ? addDays(to, -1) : to;
  const [picked, setPicked] = useState<{ name: HeadMetric; key: string }>();
  const figure = picked && data?.groups?.find(({ key }) => key === picked.key)?.metrics[picked.name];
  const stretch = picked && stretchOf(picked.key, by, { from, to });
  return (
    <section className={classes.part} aria-labelledby="trends">
      <h2 id="trends">
        {t(`trend.title.${by}`)}{" "}
        <span>{t("how.days", { from: format.day(from === "first" ? (data?.metrics.winRate.from ?? to) : from), to: format.day(to) })}</span>
      </h2>
      {offered.length > 1 && (
        <div className={classes.stretches}>
          <SegmentedControl
            size="xs"
            aria-label={t("trend.by.label")}
            value={chosen ?? "fitting"}
            onChange={(value) =>
              void navigate({
                to: ".",
                search: (old: object) => ({ ...old, by: value === "fitting" ? undefined : value }) as never,
                resetScroll: false,
              })
            }
            data={(["fitting", ...offered] as const).map((value) => ({ value, label: t(`trend.by.${value}`) }))}
          />
        </div>
      )}
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
            lastWhole={lastWhole}
            onPick={(key) => setPicked({ name, key })}
            points={(data.groups ?? []).map((group) => ({ key: group.key, figure: group.metrics[name] }))}
          />
        ))
      )}
      {data && words && (
        <p className={`${classes.chart} ${classes.quiet}`}>{t("trend.noCourse", { metric: words.get("salesVelocity")?.title })}</p>
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

/** The days of a stretch that are shown of it. */
function stretchOf(key: string, by: Stretch, { from, to }: Period): Period {
  const last = stretchEnd(key, by);
  return { from: from === "first" || key > from ? key : from, to: last < to ? last : to };
}
