import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { keptSecret } from "./api.ts";
import { OwnSecret } from "./OwnSecret.tsx";
import { nodeFacts } from "./snippets.ts";
import { ReachNotice, Step, StepList } from "./Step.tsx";

/** For any shop whose people write a few lines themselves. */
export function OwnCodeSteps({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  return (
    <>
      <ReachNotice url={source.url} />
      <StepList>
        <Step title={t("sluice.send")}>
          <p>{t("sluice.sendText")}</p>
          <CopyField label={t("fields.url")} value={source.url} />
          <OwnSecret source={source} label={t("fields.secret")} />
        </Step>
        <Step title={t("sluice.sign")}>
          <p>{t("sluice.signText")}</p>
          <CopyField block label={t("fields.snippet")} value={nodeFacts(source.url, keptSecret(source.id) ?? t("test.secretHere"))} />
        </Step>
        <Step title={t("sluice.facts")}>
          <p>{t("sluice.factsText")}</p>
          <p>
            <a href="/api/docs" target="_blank" rel="noreferrer">
              {t("sluice.docs")}
            </a>
          </p>
        </Step>
      </StepList>
    </>
  );
}
