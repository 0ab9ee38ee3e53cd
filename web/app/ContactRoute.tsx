import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { PipelineWire } from "#pipelines/contract.ts";
import { ContactPage } from "#web/features/contacts/ContactPage.tsx";
import { Timeline } from "#web/features/deals/Timeline.tsx";
import { api } from "#web/lib/api.ts";
import { useLiveChange } from "#web/lib/live.ts";

/** A contact with the timeline that deals have too. */
export function ContactRoute() {
  const { contactId } = useParams({ from: "/w/$workspaceId/contacts/$contactId" });
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["pipelines"],
    queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
    staleTime: 60_000,
  });
  const stageName = (stageId: string) => data?.pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === stageId)?.name ?? stageId;
  useLiveChange((change) => {
    if (!change || change.more || change.contacts.includes(contactId)) {
      void client.invalidateQueries({ queryKey: ["contacts", contactId] });
      void client.invalidateQueries({ queryKey: ["timeline", contactId] });
    }
  });
  return (
    <ContactPage
      key={contactId}
      contactId={contactId}
      stageName={stageName}
      timeline={<Timeline of={{ noun: "contacts", id: contactId }} stageName={stageName} returning={false} />}
    />
  );
}
