import { useTranslation } from "react-i18next";
import { Backups } from "#web/features/exports/Backups.tsx";
import { TakeOut } from "#web/features/exports/TakeOut.tsx";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PageHeader } from "#web/ui/PageHeader.tsx";

/** Settings → Files: what goes out of the shop. Backups are of the whole house, so the demo shop shows none. */
export function FilesSettings() {
  const { t } = useTranslation("settings");
  const { kind } = useWorkspace();
  return (
    <>
      <PageHeader title={t("places.files")} />
      <TakeOut />
      {kind === "own" && <Backups />}
    </>
  );
}
