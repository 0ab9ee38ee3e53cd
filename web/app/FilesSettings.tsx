import { useTranslation } from "react-i18next";
import { Backups } from "#web/features/exports/Backups.tsx";
import { TakeOut } from "#web/features/exports/TakeOut.tsx";
import { Imports } from "#web/features/imports/Imports.tsx";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PageHeader } from "#web/ui/PageHeader.tsx";

/** Settings → Files: what comes into the shop and what goes out. Backups are of the whole house, so the demo shop shows none. */
export function FilesSettings() {
  const { t } = useTranslation("settings");
  const { kind, can } = useWorkspace();
  const all = can("workspace.edit");
  return (
    <>
      <PageHeader title={t("places.files")} />
      {can("sources.view") && <Imports />}
      {all && <TakeOut />}
      {all && kind === "own" && <Backups />}
    </>
  );
}
