import { Button, Loader } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { LogRow, SourceWire } from "#intake/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { useNewestEvent } from "./api.ts";
import { Effects } from "./Effects.tsx";
import { useReason } from "./reasons.ts";
import { StatusLabel } from "./StatusLabel.tsx";
import classes from "./connect.module.css";

/** Waits; then the newest event, and what Sluice made of it. */
export function FirstEvent({ source }: { source: SourceWire }) {
  const { data: row, error, refetch } = useNewestEvent(source.id);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <div className={classes.first} aria-live="polite">
      {row ? <Arrived row={row} source={source} /> : <Waiting kind={source.kind} />}
    </div>
  );
}

/** Not every shop tells of carts. */
function Waiting({ kind }: { kind: SourceWire["kind"] }) {
  const { t } = useTranslation("connect");
  return (
    <>
      <h2 className={classes.waiting}>
        <Loader size={14} aria-hidden /> {t("wait.title")}
      </h2>
      <p>{t(kind === "shopware" || kind === "woocommerce" ? "wait.order" : "wait.text")}</p>
    </>
  );
}

function Arrived({ row, source }: { row: LogRow; source: SourceWire }) {
  const { t } = useTranslation("connect");
  const reason = useReason();
  const { id: workspaceId } = useWorkspace();
  return (
    <>
      <h2 className={classes.arrived}>{t(row.status === "accepted" || row.status === "waiting" ? "wait.arrived" : "wait.arrivedBut")}</h2>
      <p className={classes.event}>
        <strong>{row.kind}</strong> <StatusLabel status={row.status} />
        <br />
        {[row.who, null].filter(Boolean).join(" · ")} <RelativeTime at={row.receivedAt} />
      </p>
      {row.reason && <p>{reason(row.reason)}</p>}
      <Effects row={row} pipelineId={source.pipelineId} />
      <div className={classes.onwards}>
        <Button
          renderRoot={(props) => (
            <Link to="/w/$workspaceId/pipeline/$pipelineId" params={{ workspaceId, pipelineId: source.pipelineId }} {...props} />
          )}
        >
          {t("wait.board")}
        </Button>
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link to="/w/$workspaceId/settings/sources/$sourceId" params={{ workspaceId, sourceId: source.id }} {...props} />
          )}
        >
          {t("wait.log")}
        </Button>
      </div>
    </>
  );
}
