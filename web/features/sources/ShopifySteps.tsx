import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { PastStep } from "./past/PastStep.tsx";
import { SecretForm } from "./SecretForm.tsx";
import { ReachNotice, Step, StepList } from "./Step.tsx";
import { Topics } from "./Topics.tsx";

const topics = [
  "carts/create",
  "carts/update",
  "checkouts/create",
  "checkouts/update",
  "customers/create",
  "orders/create",
  "orders/updated",
  "orders/cancelled",
  "refunds/create",
] as const;

/** Webhooks as a shop makes them in its own admin, so that no app has to be installed. */
export function ShopifySteps({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  return (
    <>
      <ReachNotice url={source.url} needsTls />
      <StepList>
        <Step title={t("shopify.open")}>
          <p>{t("shopify.openText")}</p>
        </Step>
        <Step title={t("shopify.create")}>
          <p>{t("shopify.createText")}</p>
          <CopyField label={t("fields.url")} value={source.url} />
          <Topics kind="shopify" topics={topics} />
        </Step>
        <Step title={t("shopify.key")}>
          <p>{t("shopify.keyText")}</p>
          <SecretForm source={source} label={t("shopify.keyLabel")} />
        </Step>
        <Step title={t("shopify.visits")}>
          <p>{t("shopify.visitsText")}</p>
        </Step>
        <PastStep sourceId={source.id} />
      </StepList>
    </>
  );
}
