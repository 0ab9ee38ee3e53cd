import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "#web/lib/workspace.ts";
import { NewImport } from "./NewImport.tsx";
import classes from "./imports.module.css";

/** The page of the first run's third door: bring files, before anything else is set up. */
export function ImportDoor() {
  const { t } = useTranslation("imports");
  const { id: workspaceId, can } = useWorkspace();
  return (
    <div className={classes.door}>
      <h1 className={classes.doorTitle}>{t("door.title")}</h1>
      <p className={classes.lead}>{t("door.text")}</p>
      {can("sources.edit") && <NewImport primary />}
      <ol className={classes.promises}>
        <li>{t("door.believes")}</li>
        <li>{t("door.dryRun")}</li>
        <li>{t("door.undo")}</li>
      </ol>
      <p className={classes.quiet}>
        {t("door.formats")}{" "}
        <Link to="/w/$workspaceId/pipeline" params={{ workspaceId }}>
          {t("door.later")}
        </Link>
      </p>
    </div>
  );
}
