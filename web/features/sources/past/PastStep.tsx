import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Step } from "../Step.tsx";
import classes from "./past.module.css";

/** The last step of connecting a shop: it may bring its past along. */
export function PastStep({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation("past");
  const { id: workspaceId } = useWorkspace();
  return (
    <Step title={t("step.title")}>
      <p>{t("step.text")}</p>
      <Button
        variant="default"
        className={classes.fit}
        renderRoot={(props) => <Link to="/w/$workspaceId/settings/sources/$sourceId" params={{ workspaceId, sourceId }} {...props} />}
      >
        {t("step.button")}
      </Button>
    </Step>
  );
}
