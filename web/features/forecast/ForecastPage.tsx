import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BacktestAnswer, ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useScope, type ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { Explain } from "#web/ui/insights/Explain.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { backtestQuery, forecastQuery, shownHorizons } from "./api.ts";
import { Earlier } from "./Earlier.tsx";
import { EarlierRecords } from "./EarlierRecords.tsx";
import { Groups } from "./Groups.tsx";
import { Horizons } from "./Horizons.tsx";
import { MonthsChart } from "./MonthsChart.tsx";
import { PathChart } from "./PathChart.tsx";
import { soFar } from "./so-far.ts";
import { Split } from "./Split.tsx";
import { Target } from "./Target.tsx";
import { WhatIf } from "./WhatIf.tsx";
import { WonDeals } from "./WonDeals.tsx";
import classes from "./Forecast.module.css";

/** What is likely to come, what it is made of, and how far earlier forecasts could be trusted. */
export function ForecastPage() {
  const { t } = useTranslation("forecast");
  const { params: scope } = useScope();
  const navigate = useNavigate();
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const horizon = shownHorizons.find((name) => name === raw["horizon"]) ?? "quarter";
  const { data, error, refetch } = useQuery(forecastQuery(scope, horizon));
  const { data: year } = useQuery(forecastQuery(scope, "12m"));
  const { data: month } = useQuery(forecastQuery(scope, "month"));
  const { data: backtest } = useQuery(backtestQuery(scope));

  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingRows rows={8} />;
  if (data.state === "tooEarly" && data.wins === 0 && data.figure.undecided === 0)
    return <EmptyState title={t("empty.title")}>{t("empty.text")}</EmptyState>;
  return (
    <>
      <Horizons
        scope={scope}
        chosen={horizon}
        choose={(next) => void navigate({ to: ".", search: (old: object) => ({ ...old, horizon: next }) as never })}
      />
      {data.state === "tooEarly" ? (
        <TooEarly answer={data} scope={scope} />
      ) : (
        <div className={classes.columns}>
          <div className={classes.part}>
            <p className={classes.trust}>
              <Trust answer={data} backtest={backtest} scope={scope} /> <How answer={data} />
            </p>
            {horizon !== "12m" && <PathChart answer={data} />}
            {year && year.state !== "tooEarly" && <MonthsChart answer={year} month={month} backtest={backtest} scope={scope} />}
            <Groups scope={scope} horizon={horizon} />
            <WhatIf answer={data} scope={scope} horizon={horizon} />
          </div>
          <div className={classes.part}>
            <Target answer={data} scope={scope} />
            <Split answer={data} scope={scope} />
            {backtest && <Earlier backtest={backtest} scope={scope} />}
          </div>
        </div>
      )}
    </>
  );
}

function TooEarly({ answer, scope }: { answer: ForecastAnswer; scope: ScopeParams }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { timeZone } = useWorkspace();
  const [opened, setOpened] = useState(false);
  return (
    <div className={classes.part} data-state="tooEarly">
      <h2>{t("early.title")}</h2>
      <p className={classes.quiet}>
        {t("early.text", { months: format.number(answer.months), wins: format.number(answer.wins) })}{" "}
        {t("early.won", {
          value: format.wholeMoney(answer.split.won.value ?? 0, answer.currency),
          count: answer.split.won.n,
          open: format.number(answer.figure.undecided),
        })}
      </p>
      {answer.split.won.n > 0 && (
        <button type="button" className={classes.link} onClick={() => setOpened(true)}>
          {t("early.show")}
        </button>
      )}
      {opened && (
        <WonDeals
          title={t("split.won")}
          scope={soFar(answer, scope, timeZone)}
          currency={answer.currency}
          onClose={() => setOpened(false)}
        />
      )}
    </div>
  );
}

type TrustProps = { answer: ForecastAnswer; backtest: BacktestAnswer | undefined; scope: ScopeParams };

/** How sure its word is, before any number, with the earlier forecasts that it goes by. */
function Trust({ answer: { state, record, months }, backtest, scope }: TrustProps) {
  const { t } = useTranslation("forecast");
  const [opened, setOpened] = useState(false);
  if (state === "noRange") return t("trust.noRange", { months });
  return (
    <span>
      {state === "simulated" ? t("trust.simulated", { n: record?.n ?? 0 }) : t("trust.calibrated", { held: record?.held, n: record?.n })}{" "}
      {record && backtest && (
        <button type="button" className={classes.link} onClick={() => setOpened(true)}>
          {t("trust.show")}
        </button>
      )}
      {opened && record && backtest && (
        <EarlierRecords kind={record.kind} backtest={backtest} scope={scope} onClose={() => setOpened(false)} />
      )}
    </span>
  );
}

function How({ answer }: { answer: ForecastAnswer }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const money = (value: number | null) => (value === null ? t("tooEarly") : format.wholeMoney(value, answer.currency));
  return (
    <Explain
      name={t("how.name")}
      meaning={t("how.meaning")}
      formula={t("how.formula")}
      facts={[
        [t("how.period"), t("days", { from: format.day(answer.from), to: format.day(answer.to) })],
        [t("how.wins"), format.number(answer.wins)],
        [t("how.open"), format.number(answer.figure.undecided)],
        ...answer.members.map(({ name, value }) => [t(`how.member.${name}`), money(value)] as const),
        [t("how.asOf"), format.dateTime(answer.asOf)],
      ]}
    />
  );
}
