import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { rangeWords } from "./forecast-words.ts";
import { ForecastDeals } from "./ForecastDeals.tsx";
import { soFar } from "./so-far.ts";
import { WonDeals } from "./WonDeals.tsx";
import classes from "./Forecast.module.css";

const parts = ["won", "open", "returning", "fresh"] as const;
type Part = (typeof parts)[number];

/** What the middle is made of, as one bar and in words; won deals and open deals open their lists. */
export function Split({ answer, scope }: { answer: ForecastAnswer; scope: ScopeParams }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { timeZone } = useWorkspace();
  const [opened, setOpened] = useState<Part>();
  const { currency, split, figure } = answer;
  const total = figure.value ?? 0;
  const money = (value: number | null) => (value === null ? "–" : format.wholeMoney(value, currency));
  return (
    <section className={classes.block} aria-label={t("split.label")}>
      <h2>{t("split.sentence", { total: money(figure.value) })}</h2>
      <div className={classes.split} aria-hidden="true">
        {parts.map((part) => {
          const share = total > 0 ? (split[part].value ?? 0) / total : 0;
          return share > 0 && <span key={part} className={classes[part]} style={{ flexGrow: share }} />;
        })}
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("split.part")}</th>
            <th scope="col">{t("split.expected")}</th>
            <th scope="col">{t("table.range80")}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => {
            const words = rangeWords(split[part], currency, format);
            const linked = part !== "fresh" && split[part].n > 0;
            return (
              <tr key={part}>
                <th scope="row">
                  <i className={classes[part]} aria-hidden="true" />
                  {t(`split.${part}`)}{" "}
                  <small>
                    {part !== "fresh" &&
                      split[part].n > 0 &&
                      t(`split.${part}N`, { count: split[part].n, number: format.number(split[part].n) })}
                  </small>
                </th>
                <td>
                  {linked ? (
                    <button
                      type="button"
                      className={classes.link}
                      onClick={() => setOpened(part)}
                      aria-label={t("split.records", { part: t(`split.${part}`), value: money(split[part].value) })}
                    >
                      {money(split[part].value)}
                    </button>
                  ) : (
                    money(split[part].value)
                  )}
                </td>
                <td>
                  {part === "won"
                    ? t("split.sure")
                    : words?.low && split[part].high! > 0
                      ? t("between", { low: words.low, high: words.high })
                      : "–"}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={classes.quiet}>{t("split.note")}</p>
      {opened === "won" && (
        <WonDeals title={t("split.won")} scope={soFar(answer, scope, timeZone)} currency={currency} onClose={() => setOpened(undefined)} />
      )}
      {(opened === "open" || opened === "returning") && (
        <ForecastDeals
          of={{ part: opened }}
          title={t(`split.${opened}`)}
          answer={answer}
          scope={scope}
          onClose={() => setOpened(undefined)}
        />
      )}
    </section>
  );
}
