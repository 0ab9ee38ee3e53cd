import { NativeSelect, SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DurationsAnswer, Stay } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { daysText } from "./day-words.ts";
import { durationsQuery, type Clock } from "./api.ts";
import { Decay } from "./Decay.tsx";
import { FirstAnswer } from "./FirstAnswer.tsx";
import { StayCurve } from "./StayCurve.tsx";
import { WaitsFor } from "./WaitsFor.tsx";
import { Zombies } from "./Zombies.tsx";
import classes from "./funnel.module.css";

/** How long it takes, as curves and medians with what is not known; and what has been open for too long. */
export function Durations({ scope, onRecords }: { scope: ScopeParams; onRecords: (count: string) => void }) {
  const { t } = useTranslation("funnel");
  const [clock, setClock] = useState<Clock>("calendar");
  const [chosen, setChosen] = useState("");
  const { data, error, refetch } = useQuery(durationsQuery(scope, clock));
  if (error && !data)
    return (
      <section className={classes.part}>
        <ErrorState error={error} retry={() => void refetch()} />
      </section>
    );
  if (!data)
    return (
      <section className={classes.part}>
        <Skeleton height={320} radius="sm" />
      </section>
    );
  const stage = data.stages.find((one) => one.stage === chosen);
  return (
    <section className={classes.part}>
      <Zombies zombies={data.zombies} onRecords={onRecords} />
      <StayCurve stay={stage ?? data.whole} name={stage?.name} won={stage ? undefined : data.whole} clock={data.clock} />
      <div className={classes.controls}>
        <NativeSelect
          size="xs"
          aria-label={t("durations.of")}
          value={stage ? chosen : ""}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[
            { value: "", label: t("durations.whole") },
            ...data.stages.map((one) => ({ value: one.stage, label: t("durations.in", { name: one.name }) })),
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("durations.clock")}
          value={clock}
          onChange={(value) => setClock(value as Clock)}
          data={[
            { value: "calendar", label: t("durations.calendar") },
            { value: "working", label: t("durations.working") },
          ]}
        />
      </div>
      {clock === "working" && <p className={classes.note}>{t("durations.hours")}</p>}
      <Medians data={data} onRecords={onRecords} />
      <WaitsFor waits={data.waits} clock={data.clock} onRecords={onRecords} />
      <FirstAnswer response={data.response} onRecords={onRecords} />
      <Decay decay={data.whole.decay} clock={data.clock} onRecords={onRecords} />
    </section>
  );
}

function Medians({ data, onRecords }: { data: DurationsAnswer; onRecords: (count: string) => void }) {
  const { t } = useTranslation("funnel");
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("stage")}</th>
            <th scope="col">{t("durations.median")}</th>
            <th scope="col">{t("durations.mean")}</th>
            <th scope="col">{t("durations.naive")}</th>
            <th scope="col">{t("durations.n")}</th>
          </tr>
        </thead>
        <tbody>
          <MedianRow clock={data.clock} name={t("durations.whole")} stay={data.whole} onRecords={(state) => onRecords(`way..${state}`)} />
          {data.stages.map((stage) => (
            <MedianRow
              clock={data.clock}
              key={stage.stage}
              name={stage.name}
              stay={stage}
              onRecords={(state) => onRecords(`stays.${stage.stage}.${state}`)}
            />
          ))}
        </tbody>
      </table>
      <p className={classes.note}>{t("durations.note")}</p>
    </div>
  );
}

function MedianRow({ name, stay, clock, onRecords }: { name: string; stay: Stay; clock: Clock; onRecords: (state: "" | "open") => void }) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const { median, moreThanDays, mean, naive, n, open } = stay;
  const [low, high] = [median.low, median.high].map((days) => (days === null ? null : format.number(days, 1)));
  const likely = low && (!high ? t("durations.from", { low }) : low !== high && t("durations.range", { low, high }));
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {median.value !== null ? (
          <>
            <b>{daysText(median.value, format, clock)}</b>
            {likely && <small>{likely}</small>}
          </>
        ) : moreThanDays !== null ? (
          t("durations.more", { days: daysText(moreThanDays, format, clock) })
        ) : (
          <span className={classes.none}>{t("early")}</span>
        )}
      </td>
      <td>{mean.value === null ? "" : daysText(mean.value, format, clock)}</td>
      <td>
        {naive.mean === null
          ? ""
          : t("durations.both", { mean: format.number(naive.mean, 1), median: format.number(naive.median ?? 0, 1) })}
      </td>
      <td className={classes.counts}>
        <CountButton n={n} word={format.number(n)} onClick={() => onRecords("")} />
        <CountButton n={open} word={t("durations.open", { number: format.number(open) })} onClick={() => onRecords("open")} />
      </td>
    </tr>
  );
}
