import { Drawer, Tabs } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DealDetail } from "#deals/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { ApiError } from "#web/lib/api.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useLiveChange } from "#web/lib/live.ts";
import { useScope } from "#web/lib/scope.ts";
import { usePaced } from "#web/lib/use-paced.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { dealQuery, pipelinesQuery, useDealActions } from "./api.ts";
import { Chance } from "./Chance.tsx";
import { Checklist } from "./Checklist.tsx";
import { Composer } from "./Composer.tsx";
import { ContactPanel } from "./ContactPanel.tsx";
import { DealDetails } from "./DealDetails.tsx";
import { DealFacts } from "./DealFacts.tsx";
import { DealHeader } from "./DealHeader.tsx";
import { OrderBox } from "./OrderBox.tsx";
import { StageStepper } from "./StageStepper.tsx";
import { Timeline } from "./Timeline.tsx";
import classes from "./Deal.module.css";

const pace = { waitMs: 50, everyMs: 400 };

/** All there is to know of a deal, and all a seller does with it. */
export function DealPanel({ dealId, close }: { dealId: string; close: () => void }) {
  const { t } = useTranslation(["deals", "common"]);
  const workspace = useWorkspace();
  const nameOf = useDealName();
  const { data: deal, error, refetch } = useQuery(dealQuery(dealId));
  const { data: pipelines } = useQuery(pipelinesQuery);
  useLiveDeal(dealId, deal?.contact?.id);
  const pipeline = pipelines?.pipelines.find(({ id }) => id === deal?.pipelineId);

  if (error instanceof ApiError && error.status === 404) {
    return (
      <>
        <Drawer.Title className={classes.hidden}>{t("missing")}</Drawer.Title>
        <EmptyState title={t("missing")}>{t("missingHint")}</EmptyState>
        <Drawer.CloseButton aria-label={t("common:close")} className={classes.closeAlone} />
      </>
    );
  }
  if (error && !deal) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!deal || !pipeline) {
    return (
      <>
        <Drawer.Title className={classes.hidden}>{t("loading")}</Drawer.Title>
        <LoadingRows rows={7} />
      </>
    );
  }
  return (
    <>
      <Drawer.Title className={classes.hidden}>{nameOf(deal)}</Drawer.Title>
      <Loaded deal={deal} pipeline={pipeline} editable={workspace.can("deals.edit")} close={close} />
    </>
  );
}

type LoadedProps = { deal: DealDetail; pipeline: PipelineWire; editable: boolean; close: () => void };

function Loaded({ deal, pipeline, editable, close }: LoadedProps) {
  const { t } = useTranslation("deals");
  const workspace = useWorkspace();
  const errorText = useErrorText();
  const actions = useDealActions(deal);
  const { asOf, asKnownOn } = useScope().search;
  const mayBeOpen = deal.outcome === "open" || asOf !== undefined || asKnownOn !== undefined;
  const stageName = (id: string) => pipeline.stages.find((stage) => stage.id === id)?.name ?? id;
  const refused = (error: unknown) => notifications.show({ color: "red", message: errorText(error) });
  const stage = pipeline.stages.find(({ id }) => id === deal.stageId);
  const began = pipeline.stages.find(({ id }) => id === deal.visits[0]?.stageId);

  return (
    <div className={classes.panel}>
      <div className={classes.top}>
        <DealHeader deal={deal} pipeline={pipeline} editable={editable} actions={actions} onRefused={refused} close={close} />
        <StageStepper
          deal={deal}
          pipeline={pipeline}
          editable={editable}
          onMove={(stageId) => actions.move.mutate(stageId, { onError: refused })}
        />
        <DealFacts deal={deal} editable={editable} onOwner={(ownerId) => actions.patch.mutate({ ownerId }, { onError: refused })} />
      </div>
      <Tabs defaultValue="timeline" keepMounted={false} className={classes.tabs}>
        <Tabs.List className={classes.tabList} aria-label={t("tabs.label")}>
          <Tabs.Tab value="timeline">{t("tabs.timeline")}</Tabs.Tab>
          <Tabs.Tab value="details">{t("tabs.details")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="timeline" className={classes.body}>
          <div className={classes.main}>
            <Timeline of={{ noun: "deals", id: deal.id }} stageName={stageName} returning={began?.kind === "returning"} />
          </div>
          <aside className={classes.aside}>
            {mayBeOpen && workspace.can("insights.view") && (
              <Chance dealId={deal.id} moment={{ asOf, asKnownOn }} currency={workspace.currency} />
            )}
            {stage && (
              <Checklist
                stage={stage}
                checked={deal.checked}
                editable={editable}
                onChange={(checked) => actions.patch.mutate({ checked }, { onError: refused })}
              />
            )}
            {deal.order && <OrderBox order={deal.order} />}
            {deal.contact && <ContactPanel contactId={deal.contact.id} />}
          </aside>
        </Tabs.Panel>
        <Tabs.Panel value="details" className={classes.single}>
          <DealDetails deal={deal} pipeline={pipeline} />
        </Tabs.Panel>
      </Tabs>
      {editable && (
        <Composer
          dealId={deal.id}
          busy={actions.record.isPending}
          onRecord={(activity, done) => actions.record.mutate(activity, { onSuccess: done, onError: refused })}
        />
      )}
    </div>
  );
}

/** What happens to this deal while it is open is shown as it happens. */
function useLiveDeal(dealId: string, contactId: string | undefined): void {
  const client = useQueryClient();
  const ask = usePaced(
    () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["deal", dealId] }),
        client.invalidateQueries({ queryKey: ["timeline", dealId] }),
        ...(contactId ? [client.invalidateQueries({ queryKey: ["contacts", contactId] })] : []),
      ]),
    pace,
  );
  useLiveChange((change) => {
    if (!change || change.more || change.deals.includes(dealId) || (contactId && change.contacts.includes(contactId))) ask.ask();
  });
}
