import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { ReachNotice, Step, StepList } from "./Step.tsx";
import { originOf, scriptTag } from "./snippets.ts";

const attributes = `<button data-sluice-event="Product Added" data-sluice-product-id="17" data-sluice-name="Sencha"
        data-sluice-price="12.90" data-sluice-currency="EUR">…</button>
<div data-sluice-event="Order Completed" data-sluice-on="load" data-sluice-order-id="1001" data-sluice-total="42.80"></div>`;
const calls = `sluice("identify", { email: "ada@example.com" });
sluice("track", "Order Completed", { order_id: "1001", total: 42.80, currency: "EUR" });`;

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
          <CopyField block label={t("script.buttonLabel")} value={attributes} />
          <CopyField block label={t("script.codeLabel")} value={calls} />
          <p>{t("script.dataLayer")}</p>
        </Step>
        <Step title={t("script.consent")}>
          <p>{t("script.consentText")}</p>
        </Step>
      </StepList>
    </>
  );
}
