import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { useSources } from "./api.ts";
import { FirstEvent } from "./FirstEvent.tsx";
import { OwnCodeSteps } from "./OwnCodeSteps.tsx";
import { PluginSteps } from "./PluginSteps.tsx";
import { ScriptSteps } from "./ScriptSteps.tsx";
import { SegmentSteps } from "./SegmentSteps.tsx";
import { ShopifySteps } from "./ShopifySteps.tsx";
import { ShopwareSteps } from "./ShopwareSteps.tsx";
import { TestEvent } from "./TestEvent.tsx";
import { WooCommerceSteps } from "./WooCommerceSteps.tsx";
import classes from "./connect.module.css";

/** The few steps on the shop's side, and beside them the wait for the first real event. */
export function ConnectSourcePage() {
  const { t } = useTranslation("connect");
  const { sourceId } = useParams({ from: "/w/$workspaceId/settings/sources/$sourceId/connect" });
  const { data, error, refetch } = useSources();
  const source = data?.sources.find(({ id }) => id === sourceId);
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingRows />;
  if (!source) return <EmptyState title={t("gone")} />;
  return (
    <>
      <PageHeader title={t("connectWhat", { name: source.name })} />
      <div className={classes.connect}>
        <div className={classes.steps}>
          <Steps source={source} />
        </div>
        <aside className={classes.wait} aria-label={t("wait.label")}>
          <FirstEvent source={source} />
          <TestEvent source={source} />
        </aside>
      </div>
    </>
  );
}

function Steps({ source }: { source: SourceWire }) {
  if (source.kind === "shopify") return <ShopifySteps source={source} />;
  if (source.kind === "woocommerce") return <WooCommerceSteps source={source} />;
  if (source.kind === "shopware") return <ShopwareSteps source={source} />;
  if (source.kind === "vendure" || source.kind === "medusa") return <PluginSteps source={source} kind={source.kind} />;
  if (source.kind === "sluice") return <OwnCodeSteps source={source} />;
  if (source.kind === "script") return <ScriptSteps source={source} />;
  return <SegmentSteps source={source} />;
}
