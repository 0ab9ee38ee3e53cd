import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { pipelinesQuery, type ScopeParams } from "#web/lib/scope.ts";
import { Explain } from "#web/ui/insights/Explain.tsx";
import { ForecastDeals } from "./ForecastDeals.tsx";
import classes from "./Forecast.module.css";

type Props = { answer: ForecastAnswer; scope: ScopeParams };

/** The weighted pipeline and what it does not know, with the deals behind it. */
export function Weighted({ answer, scope }: Props) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const { value, n, leftOut } = answer.weighted;
  const name = t("weighted.name");
  const left = leftOut.withoutValue + leftOut.tooEarly;
  if (n === 0 && left === 0) return null;
  const money = value === null ? t("tooEarly") : format.wholeMoney(value, answer.currency);
  return (
    <>
      <p className={classes.named}>
        <span>
          {name}:{" "}
          {n === 0 ? (
            <b>{money}</b>
          ) : (
            <button
              type="button"
              className={classes.link}
              aria-label={t("split.records", { part: name, value: money })}
              onClick={() => setOpened(true)}
            >
              {money}
            </button>
          )}{" "}
          {n > 0 && t("weighted.from", { count: n, number: format.number(n) })}
        </span>
        <How answer={answer} />
      </p>
      <p className={classes.quiet}>
        {left > 0 &&
          t("weighted.leftOut", { withoutValue: format.number(leftOut.withoutValue), tooEarly: format.number(leftOut.tooEarly) })}{" "}
        {t("weighted.trap")}
      </p>
      {opened && <ForecastDeals of={{ part: "weighted" }} title={name} answer={answer} scope={scope} onClose={() => setOpened(false)} />}
    </>
  );
}

function How({ answer: { weighted, split, currency, from, to } }: Pick<Props, "answer">) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { data } = useQuery(pipelinesQuery);
  const nameOf = ({ pipelineId, stageId }: ForecastAnswer["weighted"]["stages"][number]) => {
    const pipeline = data?.pipelines.find(({ id }) => id === pipelineId);
    const stage = pipeline?.stages.find(({ id }) => id === stageId)?.name ?? stageId;
    return (data?.pipelines.length ?? 0) > 1 && pipeline ? `${pipeline.name}: ${stage}` : stage;
  };
  return (
    <Explain
      name={t("weighted.name")}
      meaning={t("weighted.meaning")}
      formula={t("weighted.formula")}
      facts={[
        ...weighted.stages.map((stage) => {
          const { value, low, high, n } = stage.chance;
          const words =
            value === null
              ? t("tooEarly")
              : t("weighted.chance", {
                  chance: format.percent(value, 1),
                  low: format.percent(low ?? value, 1),
                  high: format.percent(high ?? value, 1),
                  n: format.number(n),
                });
          return [nameOf(stage), words] as const;
        }),
        [
          t("weighted.forecast", { from: format.day(from), to: format.day(to) }),
          split.open.value === null ? t("tooEarly") : format.wholeMoney(split.open.value, currency),
        ],
        [t("how.asOf"), format.day(weighted.to)],
      ]}
    />
  );
}
