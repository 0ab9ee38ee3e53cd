import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { keptSecret } from "./api.ts";
import { OwnSecret } from "./OwnSecret.tsx";
import { pluginCode, pluginInstall, pluginMigration } from "./snippets.ts";
import { ReachNotice, Step, StepList } from "./Step.tsx";

/** Vendure and Medusa have no webhooks: a small plugin of ours, served by this very Sluice, tells what happens. */
export function PluginSteps({ source, kind }: { source: SourceWire; kind: "vendure" | "medusa" }) {
  const { t } = useTranslation("connect");
  const secret = keptSecret(source.id) ?? t("test.secretHere");
  return (
    <>
      <ReachNotice url={source.url} />
      <StepList>
        <Step title={t(`${kind}.install`)}>
          <p>{t(`${kind}.installText`)}</p>
          <CopyField label={t("test.label")} value={pluginInstall(kind, source.url)} />
        </Step>
        <Step title={t(`${kind}.configure`)}>
          <p>{t(`${kind}.configureText`)}</p>
          <CopyField block label={t("fields.snippet")} value={pluginCode(kind, source.url, secret)} />
          <OwnSecret source={source} label={t("fields.secret")} />
        </Step>
        <Step title={t(`${kind}.migrate`)}>
          <p>{t(`${kind}.migrateText`)}</p>
          <CopyField block label={t("test.label")} value={pluginMigration(kind)} />
        </Step>
        <Step title={t(`${kind}.visits`)}>
          <p>{t(`${kind}.visitsText`)}</p>
        </Step>
      </StepList>
    </>
  );
}
