import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { StateLabel } from "./StateLabel.tsx";
import classes from "./imports.module.css";

const steps = ["plan", "check", "run"] as const;

/** Name and state of the import, what can be done now, and where it stands among its three steps. */
export function ImportHeader({ detail, end }: { detail: ImportDetail; end?: ReactNode }) {
  const { t } = useTranslation("imports");
  const { id: workspaceId } = useWorkspace();
  const { state } = detail;
  const at = state === "draft" ? 0 : state === "checking" || state === "checked" ? 1 : 2;
  const name = detail.name || t("list.unnamed");
  const more = detail.files.length - 1;
  const title = more > 0 ? t("nameAndMore", { name, count: more }) : name;
  return (
    <>
      <PageHeader title={title} end={end}>
        <StateLabel state={state} />
      </PageHeader>
      <nav className={classes.steps} aria-label={t("steps.label")}>
        <Link to="/w/$workspaceId/settings/files" params={{ workspaceId }} className={classes.allImports}>
          ← {t("list.all")}
        </Link>
        <ol>
          {steps.map((step, index) => (
            <li key={step} aria-current={index === at ? "step" : undefined} data-past={index < at || undefined}>
              <span className={classes.stepNumber}>{index + 1}</span> {t(`steps.${step}`)}
            </li>
          ))}
        </ol>
      </nav>
    </>
  );
}
