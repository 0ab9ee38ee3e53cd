import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { ReachNotice, Step, StepList } from "./Step.tsx";
import { browserClient, httpCall, nodeClient, originOf } from "./snippets.ts";

const clients = { browser: browserClient, node: nodeClient, http: httpCall } as const;

export function SegmentSteps({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  const [client, setClient] = useState<keyof typeof clients>("browser");
  const origin = originOf(source.url);
  const key = source.writeKey ?? "";
  return (
    <>
      <ReachNotice url={source.url} />
      <StepList>
        <Step title={t("segment.point")}>
          <p>{t("segment.pointText")}</p>
          <CopyField label={t("fields.host")} value={origin} />
          <CopyField label={t("fields.writeKey")} value={key} />
        </Step>
        <Step title={t("segment.code")}>
          <SegmentedControl
            aria-label={t("segment.code")}
            value={client}
            onChange={(value) => setClient(value as keyof typeof clients)}
            data={(Object.keys(clients) as (keyof typeof clients)[]).map((value) => ({ value, label: t(`segment.${value}`) }))}
          />
          <CopyField block label={t("fields.snippet")} value={clients[client](origin, key)} />
        </Step>
        <Step title={t("segment.events")}>
          <p>{t("segment.eventsText")}</p>
        </Step>
      </StepList>
    </>
  );
}
