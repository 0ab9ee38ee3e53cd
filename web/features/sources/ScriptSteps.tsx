import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { ReachNotice, Step, StepList } from "./Step.tsx";
import { originOf, scriptTag } from "./snippets.ts";

export function ScriptSteps({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  return (
    <>
      <ReachNotice url={source.url} />
      <StepList>
        <Step title={t("script.paste")}>
          <p>{t("script.pasteText")}</p>
          <CopyField block label={t("fields.snippet")} value={scriptTag(originOf(source.url), source.writeKey ?? "")} />
        </Step>
        <Step title={t("script.events")}>
          <p>{t("script.eventsText")}</p>
          <CopyField block label={t("script.buttonLabel")} value={'<button data-sluice="Product Added" data-sluice-product="Sencha" data-sluice-price="12.90">…</button>'} />
          <CopyField
            block
            label={t("script.codeLabel")}
            value={'sluice("identify", { email: "ada@example.com" });\nsluice("track", "Order Completed", {\n  order_id: "1001", total: 42.80, currency: "EUR"\n});'}
          />
          <p>{t("script.dataLayer")}</p>
        </Step>
        <Step title={t("script.consent")}>
          <p>{t("script.consentText")}</p>
        </Step>
      </StepList>
    </>
  );
}
