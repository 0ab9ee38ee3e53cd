import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { api } from "#web/lib/api.ts";
import type { RecordsAnswer } from "#insights/contract.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { RecordsDrawer } from "#web/ui/insights/RecordsDrawer.tsx";
import { askOpenDeals } from "./api.ts";
import { rangeWords } from "./forecast-words.ts";
import classes from "./Forecast.module.css";

const parts = ["won", "open", "returning", "fresh"] as const;
type Part = (typeof parts)[number];

/** What the middle is made of, as one bar and in words; won deals and open deals open their lists. */
export function Split({ answer, scope }: { answer: ForecastAnswer; scope: ScopeParams }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
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
      {opened === "won" && <WonDeals answer={answer} scope={scope} onClose={() => setOpened(undefined)} />}
      {(opened === "open" || opened === "returning") && (
        <OpenDeals part={opened} answer={answer} scope={scope} onClose={() => setOpened(undefined)} />
      )}
    </section>
  );
}

function WonDeals({ answer, scope, onClose }: { answer: ForecastAnswer; scope: ScopeParams; onClose: () => void }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { currency } = answer;
  const days = {
    ...scope,
    from: answer.from,
    to: answer.asOf.slice(0, 10) < answer.to ? (scope.asOf ?? scope.asKnownOn ?? answer.to) : answer.to,
  };
  return (
    <RecordsDrawer
      title={t("split.won")}
      caption={t("days", { from: format.day(answer.from), to: format.day(answer.to) })}
      queryKey={["insights", "records", "averageDealSize", days]}
      ask={(offset, options) =>
        api.get<RecordsAnswer>("/api/insights/records", { ...days, metric: "averageDealSize", offset, limit: 100 }, options)
      }
      sentence={({ total, sum }) => t("records.won", { number: format.number(total), count: total, sum: format.money(sum, currency) })}
      columns={{ name: t("records.deal"), at: t("records.wonAt"), part: t("records.value") }}
      part={(record) => format.money(record.value, currency)}
      onClose={onClose}
    />
  );
}

function OpenDeals({
  part,
  answer,
  scope,
  onClose,
}: {
  part: "open" | "returning";
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
      title={t(`split.${part}`)}
      caption={t("records.caption", { from: format.day(answer.from), to: format.day(answer.to) })}
      queryKey={["insights", "forecast", "deals", part, horizon, scope]}
      ask={(offset, options) => askOpenDeals(scope, horizon, part, offset, options)}
      sentence={({ total, sum }) =>
        t("records.open", { number: format.number(total), count: total, sum: format.money(Math.round(sum), currency) })
      }
      columns={{ name: t("records.deal"), at: t("records.enteredAt"), part: t("records.chance") }}
      part={(record) =>
        t("records.part", { chance: format.percent(record.chance), value: format.money(Math.round(record.value), currency) })
      }
      onClose={onClose}
    />
  );
}
