import { useTranslation } from "react-i18next";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askOpenDeals, type OpenPart } from "./api.ts";

/** The open deals behind a part of the forecast, with their chances. */
export function OpenDeals({
  part,
  title,
  answer,
  scope,
  onClose,
}: {
  part: OpenPart;
  title?: string;
  answer: ForecastAnswer;
  scope: ScopeParams;
  onClose: () => void;
}) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { currency, horizon } = answer;
  if (horizon === "until") return null;
  return (
    <RecordsDrawer
      title={title ?? t(part === "covering" ? "coverage.name" : `split.${part}`)}
      caption={t(part === "covering" ? "coverage.caption" : "records.caption", {
        from: format.day(answer.from),
        to: format.day(answer.to),
      })}
      queryKey={["insights", "forecast", "deals", part, horizon, scope]}
      ask={(offset, options) => askOpenDeals(scope, horizon, part, offset, options)}
      sentence={({ total, sum }) =>
        t(part === "covering" ? "coverage.sum" : "records.open", {
          number: format.number(total),
          count: total,
          sum: format.money(Math.round(sum), currency),
        })
      }
      columns={{ name: t("records.deal"), at: t("records.enteredAt"), part: t("records.chance") }}
      part={(record) =>
        t("records.part", { chance: format.percent(record.chance), value: format.money(Math.round(record.value), currency) })
      }
      onClose={onClose}
    />
  );
}
