import { Button, Slider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastAnswer, WhatIfWire } from "#insights/forecast/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { dimensionsQuery, pipelinesQuery, type ScopeParams } from "#web/lib/scope.ts";
import { forecastQuery, type ShownHorizon } from "./api.ts";
import { rangeWords } from "./forecast-words.ts";
import classes from "./Forecast.module.css";

type Factors = { arrivals: number; stages: Record<string, { conversion: number; speed: number }> };
const asItIs: Factors = { arrivals: 1, stages: {} };

/** Change arrivals, a stage's conversion or its speed and see the range move: by the same draws, so that nothing else moves it. Nothing is kept. */
export function WhatIf({ answer, scope, horizon }: { answer: ForecastAnswer; scope: ScopeParams; horizon: ShownHorizon }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const [factors, setFactors] = useState(asItIs);
  const [asked, setAsked] = useState(asItIs);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const { data: busiest } = useQuery(dimensionsQuery(undefined));
  const shown = scope.pipelineId ?? busiest?.pipelines[0]?.value;
  const pipeline = pipelines?.pipelines.find(({ id }) => id === shown) ?? pipelines?.pipelines[0];
  const whatIf = useDeferredValue(wireOf(asked, pipeline?.id));
  const stages = pipeline?.stages.filter(({ kind }) => kind === "open") ?? [];
  const changed = whatIf !== undefined;
  const { data, isFetching, isPlaceholderData } = useQuery({
    ...forecastQuery(scope, horizon, { ...(whatIf && { whatIf }) }),
    enabled: changed,
  });
  const before = rangeWords(answer.figure, answer.currency, format);
  const after = changed && data && !isPlaceholderData ? rangeWords(data.figure, data.currency, format) : null;
  const moved = changed && data?.figure.value != null && answer.figure.value ? data.figure.value - answer.figure.value : null;
  const set = (stageId: string, part: Partial<Factors["stages"][string]>): Factors => ({
    ...factors,
    stages: { ...factors.stages, [stageId]: { conversion: 1, speed: 1, ...factors.stages[stageId], ...part } },
  });
  const reset = () => {
    setFactors(asItIs);
    setAsked(asItIs);
  };
  const knob = (label: string, value: number, change: (factor: number) => Factors) => (
    <Knob
      key={label}
      label={label}
      value={value}
      onChange={(factor) => setFactors(change(factor))}
      onDone={(factor) => setAsked(change(factor))}
    />
  );
  return (
    <section className={classes.block}>
      <div className={classes.head}>
        <h2>{t("whatIf.title")}</h2>
        <Button size="xs" variant="default" onClick={reset} disabled={!changed}>
          {t("whatIf.reset")}
        </Button>
      </div>
      <p className={classes.moved} role="status" aria-busy={isFetching}>
        {before?.low && after?.low
          ? t("whatIf.moved", {
              before: t("between", { low: before.low, high: before.high }),
              after: t("between", { low: after.low, high: after.high }),
              difference: `${(moved ?? 0) < 0 ? "−" : "+"}${format.wholeMoney(Math.abs(moved ?? 0), answer.currency)}`,
            })
          : t(changed ? "whatIf.asking" : "whatIf.hint")}
      </p>
      <div className={classes.knobs}>
        {knob(t("whatIf.arrivals"), factors.arrivals, (arrivals) => ({ ...factors, arrivals }))}
        {stages.map(({ id, name }) => (
          <div key={id} className={classes.stage}>
            <h3>{name}</h3>
            {knob(t("whatIf.conversion", { stage: name }), factors.stages[id]?.conversion ?? 1, (conversion) => set(id, { conversion }))}
            {knob(t("whatIf.speed", { stage: name }), factors.stages[id]?.speed ?? 1, (speed) => set(id, { speed }))}
          </div>
        ))}
      </div>
      <p className={classes.quiet}>{t("whatIf.note")}</p>
    </section>
  );
}

type KnobProps = { label: string; value: number; onChange: (factor: number) => void; onDone: (factor: number) => void };

function Knob({ label, value, onChange, onDone }: KnobProps) {
  const format = useFormat();
  const word = `${value >= 1 ? "+" : "−"}${format.percent(Math.abs(value - 1))}`;
  return (
    <div className={classes.knob}>
      <span>
        {label} <b>{word}</b>
      </span>
      <Slider
        size="sm"
        min={0.5}
        max={1.5}
        step={0.05}
        value={value}
        onChange={onChange}
        onChangeEnd={onDone}
        label={null}
        thumbProps={{ "aria-label": label, "aria-valuetext": word } as never}
        thumbLabel={label}
      />
    </div>
  );
}

function wireOf({ arrivals, stages }: Factors, pipelineId: string | undefined): WhatIfWire | undefined {
  const changed = Object.entries(stages).filter(([, { conversion, speed }]) => conversion !== 1 || speed !== 1);
  if (arrivals === 1 && changed.length === 0) return undefined;
  return {
    ...(arrivals !== 1 && { arrivals }),
    ...(changed.length > 0 && { stages: changed.map(([stageId, own]) => ({ pipelineId, stageId, ...own })) }),
  };
}
