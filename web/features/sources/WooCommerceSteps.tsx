import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { OwnSecret } from "./OwnSecret.tsx";
import { PastStep } from "./past/PastStep.tsx";
import { ReachNotice, Step, StepList } from "./Step.tsx";
import { Topics } from "./Topics.tsx";

const topics = ["order.created", "order.updated", "customer.created", "customer.updated"] as const;

export function WooCommerceSteps({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  return (
    <>
      <ReachNotice url={source.url} />
      <StepList>
        <Step title={t("woocommerce.open")}>
          <p>{t("woocommerce.openText")}</p>
        </Step>
        <Step title={t("woocommerce.fill")}>
          <p>{t("woocommerce.fillText")}</p>
          <CopyField label={t("fields.deliveryUrl")} value={source.url} />
          <OwnSecret source={source} label={t("fields.secret")} />
          <Topics kind="woocommerce" topics={topics} />
        </Step>
        <Step title={t("woocommerce.save")}>
          <p>{t("woocommerce.saveText")}</p>
        </Step>
        <Step title={t("woocommerce.visits")}>
          <p>{t("woocommerce.visitsText")}</p>
        </Step>
        <PastStep sourceId={source.id} />
      </StepList>
    </>
  );
}
