import { useTranslation } from "react-i18next";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askForecastDeals, type DealsOf } from "./api.ts";

type Props = { of: DealsOf; title: string; answer: ForecastAnswer; scope: ScopeParams; onClose: () => void };

const words = { won: "records.won", open: "records.open", returning: "records.open", covering: "coverage.sum", weighted: "weighted.sum" };
const captions = {
  won: "days",
  open: "records.caption",
  returning: "records.caption",
  covering: "coverage.caption",
  weighted: "weighted.caption",
};

/** The deals behind a part of the forecast, or of a group of it; open ones with their chances. */
export function ForecastDeals({ of, title, answer, scope, onClose }: Props) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { currency, horizon } = answer;
  if (horizon === "until") return null;
  const won = of.part === "won";
  return (
    <RecordsDrawer
      title={title}
      caption={t(captions[of.part], { from: format.day(answer.from), to: format.day(answer.to) })}
      queryKey={["insights", "forecast", "deals", of, horizon, scope]}
      ask={(offset, options) => askForecastDeals(scope, horizon, of, offset, options)}
      sentence={({ total, sum }) =>
        t(words[of.part], { number: format.number(total), count: total, sum: format.money(Math.round(sum), currency) })
      }
      columns={{
        name: t("records.deal"),
        at: t(won ? "records.wonAt" : "records.enteredAt"),
        part: t(won ? "records.value" : "records.chance"),
      }}
      part={(record) => {
        const value = format.money(Math.round(record.value), currency);
        return won ? value : t("records.part", { chance: format.percent(record.chance), value });
      }}
      onClose={onClose}
    />
  );
}
