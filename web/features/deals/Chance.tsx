import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ChanceAnswer, Reason } from "#insights/score/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { rangeText } from "#web/ui/insights/Estimate.tsx";
import { chanceQuery, type Moment } from "./api.ts";
import classes from "./Chance.module.css";
import deal from "./Deal.module.css";

type Told = { reason: Reason; up: boolean };

/** How likely an open deal is to be won, when, and why; facts apart from what one could do. */
export function Chance({ dealId, moment, currency }: { dealId: string; moment: Moment; currency: string }) {
  const { t } = useTranslation("deals");
  const { data } = useQuery(chanceQuery(dealId, moment));
  if (!data || data.outcome === "won" || data.outcome === "lost") return null;
  return (
    <section className={deal.box} aria-labelledby="chance-title">
      <h2 id="chance-title">{t("chance.name")}</h2>
      {data.chance.value === null ? (
        <p className={classes.quiet}>{t(data.outcome === "waiting" ? "chance.waiting" : "chance.tooEarly")}</p>
      ) : (
        <Known answer={data} currency={currency} />
      )}
    </section>
  );
}

function Known({ answer, currency }: { answer: ChanceAnswer; currency: string }) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  const { timeZone } = useWorkspace();
  const { chance, typical, when, state, olderThanAnyWon, asOf, up, down } = answer;
  const told: Told[] = [...up.map((reason) => ({ reason, up: true })), ...down.map((reason) => ({ reason, up: false }))];
  const facts = told.filter(({ reason }) => reason.kind === "fact");
  const acts = told.filter(({ reason }) => reason.kind === "action");
  const lastDay = today(timeZone, Date.parse(asOf));
  return (
    <>
      <p className={classes.likely}>{t("chance.likely", { range: rangeText(chance, format) })}</p>
      <p className={classes.quiet}>
        {[
          when && t("chance.when", { from: format.shortDay(when.low), to: format.shortDay(when.high) }),
          lastDay < today(timeZone) && t("chance.late", { day: format.day(lastDay) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {olderThanAnyWon && <p className={classes.old}>{t("chance.old")}</p>}
      {state === "features" && typical.value !== null && (
        <p className={classes.quiet}>{t("chance.typical", { typical: format.percent(typical.value) })}</p>
      )}
      {state !== "features" && <p className={classes.quiet}>{t(state === "noSignal" ? "chance.noSignal" : "chance.rates")}</p>}
      <Reasons title={t("chance.facts")} told={facts} currency={currency} />
      <Reasons title={t("chance.do")} told={acts} currency={currency} />
    </>
  );
}

function Reasons({ title, told, currency }: { title: string; told: readonly Told[]; currency: string }) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  if (told.length === 0) return null;
  const share = (value: number | null) => (value === null ? t("chance.few") : format.percent(value));
  return (
    <>
      <h3 className={classes.head}>{title}</h3>
      <ul className={classes.reasons}>
        {told.map(({ reason, up }) => {
          const what = wordOf(reason, currency, t, format);
          const act = reason.level === "none" ? "none" : "quiet";
          return (
            <li key={reason.factor} data-up={up}>
              <span>{reason.kind === "action" ? t(`chance.act.${act}`) : t(up ? "chance.up" : "chance.down", { what })}</span>
              <small>
                {t("chance.rate", { rate: share(reason.rate.value), n: format.number(reason.rate.n), others: share(reason.others.value) })}
              </small>
            </li>
          );
        })}
      </ul>
    </>
  );
}

type Translate = ReturnType<typeof useTranslation<"deals">>["t"];

/** What is the case, in words. */
function wordOf({ factor, level }: Reason, currency: string, t: Translate, format: ReturnType<typeof useFormat>): string {
  const [from, to] = level.split("-") as [string, string | undefined];
  if (factor === "source" || factor === "category")
    return level === "none" ? t(`chance.${factor}None`) : level === "other" ? t(`chance.${factor}Other`) : t(`chance.${factor}`, { level });
  if (factor === "customer") return t(`chance.customer.${level as "new"}`);
  if (factor === "activity")
    return level === "none" ? t("chance.activityNone") : to ? t("chance.activity", { from, to }) : t("chance.activityLong", { from });
  if (factor === "value") {
    if (level === "none") return t("chance.valueNone");
    const money = (minor: string) => format.wholeMoney(Number(minor), currency);
    return from && to
      ? t("chance.value", { from: money(from), to: money(to) })
      : from
        ? t("chance.valueUp", { from: money(from) })
        : t("chance.valueDown", { to: money(to!) });
  }
  return t("chance.activities", { level: to === "" ? `${from}+` : Number(to) - Number(from) === 1 ? from : `${from}–${Number(to) - 1}` });
}
