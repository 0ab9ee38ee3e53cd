import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { MetricName, MetricsAnswer } from "#insights/contract.ts";
import { useLiveChange } from "#web/lib/live.ts";
import { stretchesOf, trendOf } from "#web/lib/period.ts";
import { dimensionsQuery, pipelinesQuery, useScope } from "#web/lib/scope.ts";
import { today } from "#web/lib/today.ts";
import { usePaced } from "#web/lib/use-paced.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { ExportMenu } from "#web/ui/ExportMenu.tsx";
import { catalogueQuery, metricsQuery } from "./api.ts";
import { headMetrics } from "./figure-words.ts";
import { Gates } from "./Gates.tsx";
import { MetricFigure } from "./MetricFigure.tsx";
import { Records } from "./Records.tsx";
import { Trends } from "./Trends.tsx";
import classes from "./Insights.module.css";

const pace = { waitMs: 800, everyMs: 5_000 };

/** Five figures, each with its period, its change, its range and the records it is made of; the gates of the channel; the course of each. */
export function InsightsPage() {
  const { t, i18n } = useTranslation("insights");
  const workspace = useWorkspace();
  const { params: scope, lastDay } = useScope();
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const metric = headMetrics.find((name) => name === raw["metric"]);
  const { data, error, refetch, isPlaceholderData } = useQuery(metricsQuery(scope));
  const { data: pipelines } = useQuery(pipelinesQuery);
  const { data: busiest } = useQuery(dimensionsQuery(undefined));
  const { data: words } = useQuery(catalogueQuery(i18n.language));
  useFreshFigures([scope.asOf, scope.asKnownOn].some((day) => day !== undefined && day < today(workspace.timeZone)));

  const open = (name: MetricName | undefined) =>
    void navigate({ to: ".", search: (old: Record<string, unknown>) => ({ ...old, metric: name }) });
  // all time begins on a day that only the answer knows
  const first = isPlaceholderData ? undefined : data?.metrics.winRate.from;
  const offered = stretchesOf(scope.from === "first" && first ? { ...scope, from: first } : scope);
  const chosen = offered.find((by) => by === raw["by"]);
  const pipeline =
    pipelines?.pipelines.find(({ id }) => id === scope.pipelineId) ??
    pipelines?.pipelines.find(({ id }) => id === busiest?.pipelines[0]?.value) ??
    pipelines?.pipelines[0];
  const still = data !== undefined && isStill(data);
  const { data: ever } = useQuery({
    ...metricsQuery({ from: "2000-01-01", to: lastDay, ...(scope.pipelineId && { pipelineId: scope.pipelineId }) }),
    enabled: still,
  });
  const empty = still && ever !== undefined && isStill(ever);

  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (empty) return <Empty canConnect={workspace.can("sources.edit")} workspaceId={workspace.id} />;
  return (
    <>
      <div className={classes.figures}>
        {headMetrics.map((name) => (
          <MetricFigure key={name} name={name} words={words?.get(name)} figure={data?.metrics[name]} onRecords={() => open(name)} />
        ))}
      </div>
      <div className={classes.bar}>
        <ExportMenu
          lists={[
            { path: "metrics", params: scope, title: t("export.figures") },
            { path: "metrics", params: { ...scope, ...trendOf(scope, chosen) }, title: t("export.trend") },
          ]}
        />
      </div>
      <div className={classes.columns}>
        <Trends scope={scope} words={words} offered={offered} chosen={chosen} />
        {pipeline && <Gates pipeline={pipeline} scope={scope} />}
      </div>
      {metric && data && words && (
        <Records metric={metric} words={words.get(metric)!} figure={data.metrics[metric]} scope={scope} onClose={() => open(undefined)} />
      )}
    </>
  );
}

/** Nothing happened, neither in the period nor before it. */
function isStill({ metrics }: MetricsAnswer): boolean {
  return headMetrics.every((name) => metrics[name].n === 0 && (metrics[name].previous?.n ?? 0) === 0);
}

function Empty({ canConnect, workspaceId }: { canConnect: boolean; workspaceId: string }) {
  const { t } = useTranslation("insights");
  return (
    <EmptyState
      title={t("empty.title")}
      action={
        canConnect && (
          <Button renderRoot={(props) => <Link to="/w/$workspaceId/settings/sources/new" params={{ workspaceId }} {...props} />}>
            {t("empty.connect")}
          </Button>
        )
      }
    >
      {t("empty.text")}
    </EmptyState>
  );
}

/** The shop goes on while someone reads: figures follow soon after the first change, then every few seconds; those of a past day stand still. */
function useFreshFigures(past: boolean): void {
  const client = useQueryClient();
  const ask = usePaced(
    () => Promise.all([client.invalidateQueries({ queryKey: ["insights"] }), client.invalidateQueries({ queryKey: ["channel"] })]),
    pace,
  );
  useLiveChange((change) => {
    if (past) return;
    if (!change || change.more || change.deals.length > 0 || change.contacts.length > 0) ask.ask();
  });
}
