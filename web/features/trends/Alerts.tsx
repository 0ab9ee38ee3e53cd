import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Alert, TrendsAnswer } from "#insights/trends/contract.ts";
import { api } from "#web/lib/api.ts";
import { useFormat } from "#web/lib/format.ts";
import { addDays } from "#web/lib/period.ts";
import { isNarrowed, type ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Explain } from "#web/ui/insights/Explain.tsx";
import { alertsQuery, type Opened } from "./api.ts";
import { addsOf, changeText, moneyRange, nameOf, valueText } from "./words.ts";
import classes from "./Trends.module.css";

type Props = { scope: ScopeParams; trends: TrendsAnswer | undefined; onOpen: (opened: Opened) => void };

/** What changed in the whole shop, each once, most money first; or that nothing did, or from when on it can be told, which only unfiltered series say of the shop. */
export function Alerts({ scope, trends, onOpen }: Props) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  const [all, setAll] = useState(false);
  const { data } = useQuery(alertsQuery(scope, all));
  useSeen(data?.alerts ?? []);
  if (!data || !trends) return null;
  const open = data.alerts.filter(({ dismissed, overSince }) => !dismissed && !overSince);
  const filtered = isNarrowed(scope);
  const isPast = Boolean(scope.asOf ?? scope.asKnownOn);
  const tellsFrom = filtered ? null : trends.tellsFrom;
  return (
    <section className={classes.part} aria-labelledby="alerts">
      <h2 id="alerts">
        {open.length > 0
          ? t("alerts.title", { count: open.length })
          : tellsFrom
            ? t("alerts.early", { day: format.day(tellsFrom) })
            : trends.quietWeeks > 0 && !filtered
              ? t("alerts.quiet", { number: trends.quietWeeks })
              : t(isPast ? "alerts.noneThen" : "alerts.none")}{" "}
        <span>
          {t(open.length === 0 && tellsFrom ? "alerts.earlyText" : "alerts.honest")} {t("alerts.whole")}
        </span>
      </h2>
      {data.alerts.length > 0 && (
        <ul className={classes.alerts}>
          {data.alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} onOpen={onOpen} />
          ))}
        </ul>
      )}
      {isPast && data.alerts.length > 0 && <p className={classes.quiet}>{t("alerts.sizedToday")}</p>}
      <Button variant="subtle" color="gray" size="compact-sm" ml={-8} aria-pressed={all} onClick={() => setAll(!all)}>
        {t(all ? "alerts.fewer" : "alerts.all")}
      </Button>
    </section>
  );
}

function AlertRow({ alert, onOpen }: { alert: Alert; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation("trends");
  const format = useFormat();
  const { can } = useWorkspace();
  const client = useQueryClient();
  const put = useMutation({
    mutationFn: () => api.post(`/api/insights/alerts/${alert.id}/${alert.dismissed ? "restore" : "dismiss"}`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
  });
  const name = nameOf(alert, t);
  const money = moneyRange(alert);
  const isGood = (alert.direction === "up") === (alert.better === "up");
  const days = {
    since: format.shortDay(alert.since),
    from: format.shortDay(alert.sinceLow),
    to: format.shortDay(addDays(alert.sinceHigh, 6)),
  };
  const records = (from: string, to: string) =>
    onOpen({
      title: name,
      from,
      to,
      path: "trends/records",
      params: {
        metric: alert.metric,
        pipelineId: alert.pipelineId ?? undefined,
        stageId: alert.stageId ?? undefined,
        segmentBy: alert.segmentBy ?? undefined,
        segment: alert.segment ?? undefined,
        horizonDays: alert.horizonDays ?? undefined,
        from,
        to,
      },
      adds: addsOf(alert.metric),
      currency: alert.currency,
    });
  const word = (value: number) => valueText(value, alert, format);
  const signed = (value: number) => changeText(value, alert, format, t);
  return (
    <li
      className={classes.alert}
      data-alert={alert.metric}
      data-tone={alert.overSince || alert.dismissed ? "past" : isGood ? "good" : "bad"}
    >
      <div className={classes.told}>
        <p className={classes.sentence}>
          {t(`alerts.${alert.direction}`, { name, before: word(alert.before), after: word(alert.after) })}
          {alert.segmentBy && <> {t(`alerts.segment.${alert.segmentBy}`, { value: segmentText(alert, t) })}</>}
          {": "}
          <span>{t("alerts.since", days)}</span>
        </p>
        <p className={classes.quiet}>
          {alert.overSince
            ? t("alerts.over", { day: format.shortDay(alert.overSince) })
            : alert.dismissed
              ? t("alerts.dismissed")
              : t("alerts.told", { day: format.date(alert.toldAt) })}
          {" · "}
          <button type="button" className={classes.link} onClick={() => records(alert.beforeFrom, addDays(alert.since, -1))}>
            {t("alerts.before", { number: format.number(alert.nBefore) })}
          </button>
          {" · "}
          <button type="button" className={classes.link} onClick={() => records(alert.since, alert.afterTo)}>
            {t("alerts.after", { number: format.number(alert.nAfter) })}
          </button>
          <Explain
            name={name}
            meaning={t("explain.meaning")}
            formula={t("explain.formula")}
            facts={[
              [t("explain.expected"), word(alert.before)],
              [t("explain.came"), word(alert.after)],
              [t("explain.change"), `${signed(alert.changeLow)} … ${signed(alert.changeHigh)}`],
              [t("explain.chance"), alert.chance < 0.001 ? t("explain.tiny") : format.percent(alert.chance, 1)],
              [t("explain.since"), `${days.from} – ${days.to}`],
            ]}
          />
        </p>
      </div>
      <div className={classes.worth}>
        {money && (
          <strong>
            {t(`alerts.${money.way}`, {
              low: format.wholeMoney(money.low, alert.currency),
              high: format.wholeMoney(money.high, alert.currency),
            })}
          </strong>
        )}
        {can("deals.edit") && !alert.overSince && (
          <Button variant="subtle" color="gray" size="compact-sm" loading={put.isPending} onClick={() => put.mutate()}>
            {t(alert.dismissed ? "alerts.restore" : "alerts.dismiss")}
          </Button>
        )}
      </div>
    </li>
  );
}

function segmentText({ segmentBy, segment, segmentName }: Alert, t: (key: string) => string): string {
  if (segmentBy === "customers" || segment === "none") return t(`key.${segment}`);
  return segmentName ?? "";
}

/** Who has the page before the eyes has seen what it shows; the number beside "Insights" falls by them. */
function useSeen(alerts: readonly Alert[]): void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (ids: string[]) => api.post("/api/insights/alerts/seen", { ids }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["alert-count"] }),
  });
  const unseen = alerts.flatMap(({ id, seen }) => (seen ? [] : [id])).join();
  useEffect(() => {
    if (unseen !== "") mutate(unseen.split(","));
  }, [unseen, mutate]);
}
