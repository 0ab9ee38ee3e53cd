import type { SourceWire } from "#intake/contract.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { usePast } from "./api.ts";
import { DaysCard } from "./DaysCard.tsx";
import { PastCard } from "./PastCard.tsx";
import classes from "./past.module.css";

export type AskedKind = "shopify" | "woocommerce";

/** For a shop that can be asked: its past, and whether its days add up. Nothing for other sources. */
export function PastSection({ source }: { source: SourceWire }) {
  const { kind } = source;
  return kind === "shopify" || kind === "woocommerce" ? <Asked sourceId={source.id} kind={kind} /> : null;
}

function Asked({ sourceId, kind }: { sourceId: string; kind: AskedKind }) {
  const { data: past, error, refetch } = usePast(sourceId);
  if (error && !past) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!past) return <LoadingRows rows={2} />;
  return (
    <div className={classes.cards}>
      <PastCard sourceId={sourceId} kind={kind} past={past} />
      <DaysCard sourceId={sourceId} past={past} />
    </div>
  );
}
