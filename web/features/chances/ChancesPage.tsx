import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { useScope } from "#web/lib/scope.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { EstimateFigure } from "#web/ui/insights/Estimate.tsx";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import classes from "#web/ui/insights/estimate.module.css";
import { askBin, askOpenDeals, scoreQuery } from "./api.ts";
import { chanceText } from "./chance-text.ts";
import { ModelCard } from "./ModelCard.tsx";
import { OpenDeals } from "./OpenDeals.tsx";
import { Reliability } from "./Reliability.tsx";

/** What is open: the deals still open, those of them older than any ever won, those of one bar of the check (`from`), or all of the check. */
type Opened = { what: "open" | "old" } | { what: "check"; bin?: number };

/** How likely open deals are to be won, and how right such chances were: the score with its card and its record. */
export function ChancesPage() {
  const { t } = useTranslation("chances");
  const format = useFormat();
  const { params: scope } = useScope();
  const { data, error, refetch } = useQuery(scoreQuery(scope));
  const [opened, setOpened] = useState<Opened>();
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  const check = data?.check;
  const like = data?.open.expectedWon;
  return (
    <>
      <div className={classes.strip}>
        <EstimateFigure
          name={t("expected.name")}
          meaning={t("expected.meaning")}
          computed={t("expected.computed")}
          figure={like}
          asRange
          note={data && t("expected.note", { count: data.open.deals, number: format.number(data.open.deals) })}
          onOpen={() => setOpened({ what: "open" })}
        />
        <EstimateFigure
          name={t("came.name")}
          meaning={t("came.meaning")}
          computed={t("came.computed", { days: format.number(check?.horizonDays ?? 0, 1) })}
          figure={
            data &&
            like && {
              ...like,
              unit: "share",
              value: check && check.n >= 5 ? check.came : null,
              low: null,
              high: null,
              n: check?.n ?? 0,
              undecided: 0,
              ...(check && { from: check.from, to: check.to }),
            }
          }
          note={
            check
              ? t("came.note", { given: format.percent(check.given), count: check.n, number: format.number(check.n) })
              : data && t("came.none")
          }
          {...(check && { onOpen: () => setOpened({ what: "check" }) })}
        />
        <EstimateFigure
          name={t("old.name")}
          meaning={t("old.meaning")}
          computed={t("old.computed")}
          figure={
            data &&
            like && {
              ...like,
              value: data.state === "tooEarly" ? null : data.open.olderThanAnyWon,
              low: null,
              high: null,
            }
          }
          note={data && t("old.note", { number: format.number(data.open.deals) })}
          {...(data && data.state !== "tooEarly" && { onOpen: () => setOpened({ what: "old" }) })}
        />
      </div>
      <div className={classes.columns}>
        <div className={classes.part}>
          <Reliability check={check} state={data?.state} onBin={(bin) => setOpened({ what: "check", bin })} />
        </div>
        <div className={classes.part}>
          <ModelCard score={data} />
          <OpenDeals scope={scope} />
        </div>
      </div>
      {(opened?.what === "open" || opened?.what === "old") && (
        <RecordsDrawer
          title={t(opened.what === "old" ? "old.name" : "expected.name")}
          caption={t(opened.what === "old" ? "old.meaning" : "expected.meaning")}
          queryKey={["insights", "score", "records", opened.what, scope]}
          ask={(offset, options) => askOpenDeals(scope, opened.what === "old", offset, options)}
          sentence={({ total, sum }) => t("records.open", { count: total, number: format.number(total), sum: format.number(sum, 1) })}
          columns={{ name: t("records.deal"), at: t("records.begun"), part: t("records.chance") }}
          part={({ chance }) => chanceText(chance, format)}
          onClose={() => setOpened(undefined)}
        />
      )}
      {opened?.what === "check" && (
        <RecordsDrawer
          title={
            opened.bin === undefined
              ? t("came.name")
              : t("bins.given", { from: opened.bin * 10, to: format.percent(opened.bin / 10 + 0.1) })
          }
          caption={check && t("records.caption", { days: format.number(check.horizonDays, 1) })}
          queryKey={["insights", "score", "records", opened.bin, scope]}
          ask={(offset, options) => askBin(scope, opened.bin, offset, options)}
          sentence={({ total, sum }) =>
            total === 0
              ? t("records.none")
              : t("records.sum", {
                  count: total,
                  number: format.number(total),
                  won: format.number(sum),
                  share: format.percent(sum / total),
                })
          }
          columns={{ name: t("records.deal"), at: t("records.asked"), part: t("records.what") }}
          part={({ given, inTime, outcome }) =>
            `${chanceText(given, format)} · ${t(inTime ? "records.inTime" : `records.outcome.${outcome}`)}`
          }
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}
