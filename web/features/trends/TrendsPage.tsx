import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { isNarrowed, pipelinesQuery, useScope } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { Alerts } from "./Alerts.tsx";
import { trendsQuery, type Opened } from "./api.ts";
import { Heat } from "./Heat.tsx";
import { Records } from "./Records.tsx";
import { References } from "./References.tsx";
import { Sales } from "./Sales.tsx";
import { SeriesChart } from "./SeriesChart.tsx";
import classes from "./Trends.module.css";

/** What changed, told once; every weekly series with what was to be expected of it; sales by what tells them apart; reference values. */
export function TrendsPage() {
  const { t } = useTranslation("trends");
  const { params: scope } = useScope();
  const { id: workspaceId, can } = useWorkspace();
  const [opened, setOpened] = useState<Opened>();
  const { data, error, refetch } = useQuery(trendsQuery(scope));
  const { data: known } = useQuery(pipelinesQuery);
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data && data.series.length === 0)
    return isNarrowed(scope) ? (
      <div className={classes.page}>
        <Alerts scope={scope} trends={data} onOpen={setOpened} />
        <EmptyState title={t("empty.filtered")}>{t("empty.filteredText")}</EmptyState>
        {opened && <Records opened={opened} onClose={() => setOpened(undefined)} />}
      </div>
    ) : (
      <EmptyState
        title={t("empty.title")}
        action={
          can("sources.edit") && (
            <Button renderRoot={(props) => <Link to="/w/$workspaceId/settings/sources/new" params={{ workspaceId }} {...props} />}>
              {t("empty.connect")}
            </Button>
          )
        }
      >
        {t("empty.text")}
      </EmptyState>
    );
  return (
    <div className={classes.page}>
      <Alerts scope={scope} trends={data} onOpen={setOpened} />
      <section className={classes.part} aria-labelledby="series">
        <h2 id="series">
          {t("series.title")} <span>{t("series.text")}</span>
        </h2>
        <div className={classes.charts}>
          {data
            ? data.series.map((series) => (
                <SeriesChart
                  key={`${series.metric} ${series.pipelineId} ${series.stageId}`}
                  series={series}
                  notes={data.notes}
                  scope={scope}
                  pipelines={known?.pipelines ?? []}
                  onOpen={setOpened}
                />
              ))
            : Array.from({ length: 6 }, (_, i) => <Skeleton key={i} height={190} radius="sm" />)}
        </div>
        <Legend />
      </section>
      <Sales scope={scope} onOpen={setOpened} />
      <Heat scope={scope} onOpen={setOpened} />
      <References scope={scope} onOpen={setOpened} />
      {opened && <Records opened={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

function Legend() {
  const { t } = useTranslation("trends");
  const format = useFormat();
  return <p className={classes.quiet}>{t("series.legend", { share: format.percent(0.8) })}</p>;
}
