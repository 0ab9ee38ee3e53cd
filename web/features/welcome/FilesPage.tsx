import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import classes from "./welcome.module.css";

/** Where the third door leads today: files cannot be read yet, and what helps until then. */
export function FilesPage() {
  const { t } = useTranslation("welcome");
  const { id: workspaceId } = useWorkspace();
  const params = { workspaceId };
  return (
    <>
      <PageHeader title={t("files.title")} />
      <div className={classes.later}>
        <h2>{t("later.title")}</h2>
        <p>{t("later.text")}</p>
        <h3>{t("later.until")}</h3>
        <ul>
          <li>
            <Link to="/w/$workspaceId/settings/sources/new" params={params}>
              {t("later.connect")}
            </Link>{" "}
            {t("later.connectText")}
          </li>
          <li>
            <Link to="/w/$workspaceId/pipeline" params={params}>
              {t("later.deal")}
            </Link>{" "}
            {t("later.dealText")}
          </li>
          <li>
            <Link to="/w/$workspaceId/settings/team" params={params}>
              {t("later.team")}
            </Link>{" "}
            {t("later.teamText")}
          </li>
        </ul>
        <Button renderRoot={(props) => <Link to="/w/$workspaceId/settings/sources/new" params={params} {...props} />}>
          {t("connect.button")}
        </Button>
      </div>
    </>
  );
}
