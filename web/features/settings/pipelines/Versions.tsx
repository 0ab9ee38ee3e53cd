import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { versionsQuery } from "./api.ts";
import classes from "./pipelines.module.css";

/** Every save, newest first: moves of the past stay readable by the version they were made under. */
export function Versions({ pipelineId }: { pipelineId: string }) {
  const { t } = useTranslation("pipelines");
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.versions} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("versions.title")}</summary>
      {open && <VersionList pipelineId={pipelineId} />}
    </details>
  );
}

function VersionList({ pipelineId }: { pipelineId: string }) {
  const { t } = useTranslation("pipelines");
  const format = useFormat();
  const { data, error, refetch } = useQuery(versionsQuery(pipelineId));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingRows rows={2} />;
  return (
    <ol className={classes.versionList}>
      {data.versions.map(({ version, savedAt, savedBy, stages }) => (
        <li key={version}>
          <span className={classes.versionNumber}>{t("version", { version })}</span>
          <span>{stages.map(({ name }) => name).join(" → ")}</span>
          <span className={classes.dim}>
            {format.dateTime(savedAt)}
            {savedBy && ` · ${savedBy}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
