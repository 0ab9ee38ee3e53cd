import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { useSources } from "./api.ts";
import classes from "./sources.module.css";

export function SourcesPage() {
  const { t } = useTranslation("sources");
  const { id: workspaceId, can } = useWorkspace();
  const { data, error, refetch } = useSources();
  const connect = can("sources.edit") && (
    <Button renderRoot={(props) => <Link to="/w/$workspaceId/settings/sources/new" params={{ workspaceId }} {...props} />}>
      {t("connect")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} end={data && data.sources.length > 0 ? connect : null} />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={3} />}
      {data?.sources.length === 0 && (
        <EmptyState title={t("empty.title")} action={connect}>
          {t("empty.text")}
        </EmptyState>
      )}
      {data && data.sources.length > 0 && (
        <ul className={classes.list}>
          {data.sources.map((source) => (
            <SourceLine key={source.id} source={source} />
          ))}
        </ul>
      )}
    </>
  );
}

function SourceLine({ source }: { source: SourceWire }) {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  const { accepted, ignored, refused, failed, waiting } = source.counts;
  return (
    <li>
      <Link to="/w/$workspaceId/settings/sources/$sourceId" params={{ workspaceId, sourceId: source.id }} className={classes.source}>
        <span className={classes.name}>
          {source.name}
          {t(`kinds.${source.kind}`) !== source.name && <span className={classes.kind}>{t(`kinds.${source.kind}`)}</span>}
        </span>
        <span className={classes.counts}>
          {source.lastReceivedAt && <span>{t("counts.accepted", { count: accepted, n: format.number(accepted) })}</span>}
          {ignored > 0 && <span>{t("counts.ignored", { count: ignored, n: format.number(ignored) })}</span>}
          {refused > 0 && <span className={classes.refused}>{t("counts.refused", { count: refused, n: format.number(refused) })}</span>}
          {failed > 0 && <span className={classes.failed}>{t("counts.failed", { count: failed, n: format.number(failed) })}</span>}
          {waiting > 0 && <span>{t("counts.waiting", { count: waiting, n: format.number(waiting) })}</span>}
        </span>
        <span className={classes.last}>
          {source.lastReceivedAt ? (
            <>
              {t("lastEvent")} <RelativeTime at={source.lastReceivedAt} />
            </>
          ) : (
            t("nothingYet")
          )}
        </span>
      </Link>
    </li>
  );
}
