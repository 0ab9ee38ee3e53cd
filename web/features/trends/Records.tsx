import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import type { OrderRecords } from "#insights/contract.ts";
import { useFormat, type Format } from "#web/lib/format.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askRecords, type Opened } from "./api.ts";

/** The records behind a figure of this page: their number, their sum, and how the two give the figure. */
export function Records({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  const isPeople = opened.params["metric"] === "leads";
  return (
    <RecordsDrawer<OrderRecords>
      title={opened.title}
      caption={t("records.period", { from: format.day(opened.from), to: format.day(opened.to) })}
      queryKey={["insights", opened.path, opened.params]}
      ask={(offset, options) => askRecords(opened, offset, options)}
      sentence={({ total, sum }) => {
        const number = format.number(total);
        if (total === 0) return "";
        if (opened.adds === "count") return t("records.count", { count: total, number });
        if (opened.adds === "money") return t("records.money", { number, sum: format.money(Math.round(sum), opened.currency) });
        return t(`records.${opened.adds}`, {
          number,
          sum: partText(sum, opened, format),
          value: partText(sum / total, opened, format, true),
        });
      }}
      columns={{
        name: t(isPeople ? "records.person" : "records.deal"),
        at: t("records.at"),
        ...(opened.adds !== "count" && { part: t(`records.part.${opened.adds}`) }),
      }}
      part={({ value }) => {
        if (value === null) return "–";
        return opened.adds === "share" ? t(value > 0 ? "records.yes" : "records.no") : partText(value, opened, format);
      }}
      onClose={onClose}
    />
  );
}

function partText(value: number, { adds, currency }: Opened, format: Format, isMean = false): string {
  if (adds === "share") return isMean ? format.percent(value, 1) : format.number(value);
  return adds === "days" ? format.duration(value * dayMs) : format.money(Math.round(value), currency);
}
