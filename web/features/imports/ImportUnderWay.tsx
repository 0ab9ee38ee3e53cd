import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { importsQuery } from "./api.ts";
import { underWay } from "./states.ts";
import classes from "./imports.module.css";

/** A quiet line over every page while an import goes on elsewhere. */
export function ImportUnderWay() {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  const { pathname } = useLocation();
  const { data } = useQuery(importsQuery);
  const line = data?.imports.find(({ state }) => underWay(state));
  if (!line || pathname.includes(line.id)) return null;
  const share = line.progress && line.progress.of > 0 ? format.percent(line.progress.done / line.progress.of) : "";
  return (
    <aside className={classes.underWay} aria-label={t("underWay.label")}>
      <span className={classes.underWayText}>
        {t(`work.${line.state}`)}: {line.name || t("list.unnamed")} {share}
      </span>
      <Link to="/w/$workspaceId/settings/files/$importId" params={{ workspaceId, importId: line.id }}>
        {t("underWay.show")}
      </Link>
    </aside>
  );
}
