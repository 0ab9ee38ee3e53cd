import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useScope } from "#web/lib/scope.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { comparedScope, funnelQuery, parseCount } from "./api.ts";
import { Compare } from "./Compare.tsx";
import { CountRecords } from "./CountRecords.tsx";
import { Durations } from "./Durations.tsx";
import { Stages } from "./Stages.tsx";
import { Way } from "./Way.tsx";
import { Whereabouts } from "./Whereabouts.tsx";
import classes from "./funnel.module.css";

/** What became of a cohort: its way to the sale, each stage by itself, how long it takes, and what lies about. */
export function FunnelPage() {
  const { t } = useTranslation("funnel");
  const { params } = useScope();
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const compare = typeof raw["compare"] === "string" ? raw["compare"] : undefined;
  const { data, error, refetch } = useQuery(funnelQuery(params, compare));
  const count = parseCount(raw["records"]);
  const set = (part: Record<string, string | undefined>) =>
    void navigate({ to: ".", search: (old: Record<string, unknown>) => ({ ...old, ...part }) });
  const open = (text: string) => set({ records: text });

  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <>
      <div className={classes.columns}>
        <section className={classes.part}>
          {!data ? (
            <Skeleton height={320} radius="sm" />
          ) : data.cohort.deals === 0 && data.cohort.unknownBeginning === 0 ? (
            <EmptyState title={t("empty.title")}>{t("empty.text")}</EmptyState>
          ) : (
            <>
              <Way cohort={data.cohort} compared={data.compared} differences={data.differences} onRecords={open} />
              <Compare compare={compare} onChange={(text) => set({ compare: text })} />
              <Whereabouts cohort={data.cohort} onRecords={open} />
            </>
          )}
        </section>
        <Durations scope={params} onRecords={open} />
      </div>
      {data && data.cohort.deals > 0 && (
        <Stages cohort={data.cohort} compared={data.compared} differences={data.differences} onRecords={open} />
      )}
      {raw["records"] === "compared" && data?.compared && (
        <CountRecords
          count={{ of: "way" }}
          scope={comparedScope(params, data.compared)}
          cohort={data.compared}
          onClose={() => set({ records: undefined })}
        />
      )}
      {count && <CountRecords count={count} scope={params} cohort={data?.cohort} onClose={() => set({ records: undefined })} />}
    </>
  );
}
