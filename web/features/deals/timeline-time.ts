import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { dayMs, today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";

/** "today 9:12", "yesterday 16:40", "Mon 16:40", "17 Nov": as near as it needs to be, in the shop's time. */
export function useTimelineTime(): (at: string) => string {
  const { t } = useTranslation("deals");
  const format = useFormat();
  const { timeZone } = useWorkspace();
  return (at) => {
    const days = Math.round((Date.parse(today(timeZone)) - Date.parse(today(timeZone, Date.parse(at)))) / dayMs);
    if (days <= 0) return `${t("timeline.today")} ${format.time(at)}`;
    if (days === 1) return `${t("timeline.yesterday")} ${format.time(at)}`;
    if (days < 7)
      return `${new Intl.DateTimeFormat(format.locale, { weekday: "short", timeZone }).format(new Date(at))} ${format.time(at)}`;
    return days < 300 ? format.shortDate(at) : format.date(at);
  };
}
