import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MetricsAnswer } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useLiveChange } from "#web/lib/live.ts";
import { today } from "#web/lib/today.ts";
import { usePaced } from "#web/lib/use-paced.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { ExportMenu } from "#web/ui/ExportMenu.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { metricsQuery, pipelinesQuery, type Scope } from "./api.ts";
import { Gates } from "./Gates.tsx";
import { MetricFigure } from "./MetricFigure.tsx";
import { parseInsightsSearch, metricNames, periodOf, trendOf, type InsightsSearch } from "./period.ts";
import { PeriodPicker, PipelinePicker } from "./PeriodPicker.tsx";
import { Records } from "./Records.tsx";
import { Trends } from "./Trends.tsx";
import classes from "./Insights.module.css";

const pace = { waitMs: 800, everyMs: 5_000 };

/** Four figures, each with its period, its change, its range and the records it is made of; the gates of the channel; twelve weeks of each. */
export function InsightsPage() {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const workspace = useWorkspace();
  const navigate = useNavigate({ from: "/w/$workspaceId/insights" });
  const raw = useSearch({ strict: false });
  const search = useMemo(() => parseInsightsSearch(raw), [raw]);
  const day = today(workspace.timeZone);
  const { from, to } = periodOf(search, day);
  const scope: Scope = { from, to, pipelineId: search.pipelineId };
  const { data, error, refetch } = useQuery(metricsQuery(scope));
  const { data: pipelines } = useQuery(pipelinesQuery);
  useFreshFigures();

  const set = (part: Partial<InsightsSearch>) => void navigate({ search: (old) => ({ ...old, ...part }) });
  const pipeline = pipelines?.pipelines.find(({ id }) => id === search.pipelineId) ?? pipelines?.pipelines[0];
  const still = data !== undefined && isStill(data);
  const { data: ever } = useQuery({ ...metricsQuery({ from: "2000-01-01", to: day, pipelineId: search.pipelineId }), enabled: still });
  const empty = still && ever !== undefined && isStill(ever);

  return (
    <div className={classes.page}>
      <PageHeader
        title={t("title")}
        end={
          data && (
            <>
              <span className={classes.asOf}>{t("asOf", { time: format.time(data.asOf) })}</span>
              <ExportMenu
                lists={[
                  { path: "metrics", params: scope, title: t("export.figures") },
                  { path: "metrics", params: { ...scope, ...trendOf(scope) }, title: t("export.trend") },
                ]}
              />
            </>
          )
        }
      >
        <PeriodPicker search={search} today={day} onChange={(period) => set(period)} />
        {pipelines && pipelines.pipelines.length > 1 && (
          <PipelinePicker pipelines={pipelines.pipelines} value={search.pipelineId} onChange={(pipelineId) => set({ pipelineId })} />
        )}
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : empty ? (
        <Empty canConnect={workspace.can("sources.edit")} workspaceId={workspace.id} />
      ) : (
        <>
          <div className={classes.figures}>
            {metricNames.map((name) => (
              <MetricFigure key={name} name={name} figure={data?.metrics[name]} onRecords={() => set({ metric: name })} />
            ))}
          </div>
          <div className={classes.columns}>
            <Trends scope={scope} />
            {pipeline && <Gates pipeline={pipeline} />}
          </div>
        </>
      )}
      {search.metric && data && (
        <Records metric={search.metric} figure={data.metrics[search.metric]} scope={scope} onClose={() => set({ metric: undefined })} />
      )}
    </div>
  );
}

/** Nothing happened, neither in the period nor before it. */
function isStill({ metrics }: MetricsAnswer): boolean {
  return metricNames.every((name) => metrics[name].n === 0 && (metrics[name].previous?.n ?? 0) === 0);
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

/** The shop goes on while someone reads: figures follow soon after the first change, then every few seconds. */
function useFreshFigures(): void {
  const client = useQueryClient();
  const ask = usePaced(
    () => Promise.all([client.invalidateQueries({ queryKey: ["insights"] }), client.invalidateQueries({ queryKey: ["channel"] })]),
    pace,
  );
  useLiveChange((change) => {
    if (!change || change.more || change.deals.length > 0 || change.contacts.length > 0) ask.ask();
  });
}
