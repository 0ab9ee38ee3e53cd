import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LogPage, LogRow, SourceWire } from "#intake/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { useRetry } from "./api.ts";
import { Effects } from "./Effects.tsx";
import { useReason } from "./reasons.ts";
import { StatusLabel } from "./StatusLabel.tsx";
import classes from "./sources.module.css";

/** One event of the log; it opens to show reason, effects and the raw body. */
export function LogLine({ row, source }: { row: LogRow; source: SourceWire }) {
  const reason = useReason();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li className={classes.logItem}>
      <button type="button" className={classes.logLine} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <StatusLabel status={row.status} />
        <span className={classes.event}>
          <span className={classes.eventKind}>{row.kind}</span>
          {row.reason && <span className={classes.reason}>{reason(row.reason)}</span>}
        </span>
        <span className={classes.who}>{row.who}</span>
        <span className={classes.when}>
          <RelativeTime at={row.receivedAt} />
        </span>
      </button>
      {open && (
        <div id={id} className={classes.inside}>
          <Inside row={row} source={source} />
        </div>
      )}
    </li>
  );
}

function Inside({ row, source }: { row: LogRow; source: SourceWire }) {
  const { t } = useTranslation("sources");
  const text = useErrorText();
  const format = useFormat();
  const { id: workspaceId, can } = useWorkspace();
  const retry = useRetry(source.id);
  const { data: whole } = useQuery({
    queryKey: ["sources", source.id, "event", row.externalId, row.status],
    queryFn: async () =>
      (await api.get<LogPage>(`/api/sources/${source.id}/log`, { q: row.externalId, limit: 20, effects: 1 })).rows.find(
        ({ externalId }) => externalId === row.externalId,
      ) ?? row,
  });
  const shown = whole ?? row;
  return (
    <>
      <dl className={classes.facts}>
        <dt>{t("received")}</dt>
        <dd>{format.dateTime(row.receivedAt)}</dd>
        <dt>{t("eventId")}</dt>
        <dd>
          <code>{row.externalId}</code>
        </dd>
        {row.contactId && (
          <>
            <dt>{t("contact")}</dt>
            <dd>
              <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: row.contactId }}>
                {row.who ?? t("open")}
              </Link>
            </dd>
          </>
        )}
      </dl>
      <Effects row={shown} pipelineId={source.pipelineId} />
      <h2 className={classes.small}>{t("body")}</h2>
      {shown.body ? (
        <pre className={classes.body} tabIndex={0}>
          {pretty(shown.body)}
        </pre>
      ) : (
        <p className={classes.reason}>{t("bodyGone")}</p>
      )}
      {row.status === "failed" && can("sources.edit") && (
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(row.externalId)}>
          {t("retry")}
        </Button>
      )}
      {retry.isError && <FormError>{text(retry.error)}</FormError>}
    </>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
