import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportLine } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { importsQuery } from "./api.ts";
import { NewImport } from "./NewImport.tsx";
import { StateLabel } from "./StateLabel.tsx";
import { UndoDialog } from "./UndoDialog.tsx";
import classes from "./imports.module.css";

/** Files in: where they are dropped, and all imports that ever were. */
export function Imports() {
  const { t } = useTranslation("imports");
  const { can } = useWorkspace();
  const { data, error, refetch } = useQuery(importsQuery);
  return (
    <section className={classes.part} aria-labelledby="imports-title">
      <h2 id="imports-title">{t("list.title")}</h2>
      <p className={classes.lead}>{t("list.text")}</p>
      {can("sources.edit") && <NewImport />}
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={2} />}
      {data?.imports.length === 0 && <p className={classes.quiet}>{t("list.empty")}</p>}
      {data && data.imports.length > 0 && <Lines lines={data.imports} />}
    </section>
  );
}

function Lines({ lines }: { lines: ImportLine[] }) {
  const { t } = useTranslation("imports");
  const { can } = useWorkspace();
  const [undoing, setUndoing] = useState<ImportLine>();
  return (
    <>
      <ul className={classes.lines}>
        {lines.map((line) => (
          <Line key={line.id} line={line} undo={line.canUndo && can("sources.edit") ? () => setUndoing(line) : undefined} />
        ))}
      </ul>
      {undoing && <UndoDialog importId={undoing.id} name={undoing.name || t("list.unnamed")} close={() => setUndoing(undefined)} />}
    </>
  );
}

function Line({ line, undo }: { line: ImportLine; undo: (() => void) | undefined }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  const { progress, rows } = line;
  // what a dry run only says, and what was taken back, is not what the shop has
  const { created, updated, refused } = line.state === "done" ? line : { created: 0, updated: 0, refused: 0 };
  const share = progress && progress.of > 0 ? progress.done / progress.of : 0;
  return (
    <li className={classes.line}>
      <Link to="/w/$workspaceId/settings/files/$importId" params={{ workspaceId, importId: line.id }} className={classes.lineName}>
        {line.name || t("list.unnamed")}
      </Link>
      <span className={classes.lineState}>
        <StateLabel state={line.state} />
        {progress && <span className={classes.dim}>{format.percent(share)}</span>}
      </span>
      <span className={classes.lineCounts}>
        {created + updated + refused === 0 && rows > 0 && <span>{t("rows", { count: rows, n: format.number(rows) })}</span>}
        {created > 0 && <span>{t("list.created", { count: created, n: format.number(created) })}</span>}
        {updated > 0 && <span>{t("list.updated", { count: updated, n: format.number(updated) })}</span>}
        {refused > 0 && <span className={classes.amber}>{t("list.refused", { count: refused, n: format.number(refused) })}</span>}
      </span>
      <span className={classes.lineWhen}>
        {line.by && <>{line.by} · </>}
        <RelativeTime at={line.finishedAt ?? line.createdAt} />
      </span>
      <span className={classes.lineEnd}>
        {undo && (
          <Chip onClick={undo} aria-label={t("undo.of", { name: line.name })}>
            {t("undo.button")}
          </Chip>
        )}
      </span>
    </li>
  );
}
