import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FlowRecords, FlowRecordsQuestion } from "#insights/flow/contract.ts";
import { api } from "#web/lib/api.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { RecordsDrawer } from "./RecordsDrawer.tsx";

/** Which count of deals or stays. */
export type DealCount = Partial<Pick<FlowRecordsQuestion, "stage" | "state" | "age" | "clock">> & Pick<FlowRecordsQuestion, "of">;
type Props = { title: string; caption: ReactNode; count: DealCount; scope: ScopeParams; onClose: () => void };

const recordsPage = 100;

/** The deals behind a count of funnel, channel or jams: as many as it says, and what they are worth together. */
export function DealsDrawer({ title, caption, count, scope, onClose }: Props) {
  const { t } = useTranslation("scope");
  const format = useFormat();
  const { currency } = useWorkspace();
  const isOld = count.of === "zombies" || count.of === "stalled";
  const isDeal = count.of === "way" || count.of === "zombies" || count.of === "unknown" || count.of === "aged" || count.of === "answers";
  const isWait = count.of === "waiting" || (count.of === "waits" && count.state !== undefined);
  return (
    <RecordsDrawer
      title={title}
      caption={caption}
      queryKey={["insights", "funnel-records", scope, count]}
      ask={(offset, options) =>
        api.get<FlowRecords>("/api/insights/funnel/records", { ...scope, ...count, offset, limit: recordsPage }, options)
      }
      sentence={({ total, money }) =>
        t(isWait ? "deals.waits" : !isDeal && count.of !== "stage" && !isOld ? "deals.stays" : money > 0 ? "deals.worth" : "deals.count", {
          count: total,
          number: format.number(total),
          sum: format.wholeMoney(money, currency),
        })
      }
      columns={{
        name: t("deals.deal"),
        at: t(isDeal ? "deals.began" : isWait ? "deals.since" : "deals.entered"),
        part: t(isOld ? "deals.age" : "deals.value"),
      }}
      part={(row) =>
        isOld
          ? format.days(row.value)
          : row.valueMinor === null || row.currency === null
            ? "–"
            : format.wholeMoney(row.valueMinor, row.currency)
      }
      onClose={onClose}
    />
  );
}
