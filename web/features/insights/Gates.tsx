import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import type { ChannelAnswer } from "#insights/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { DealsDrawer, type DealCount } from "#web/ui/insights/DealsDrawer.tsx";
import { channelQuery } from "./api.ts";
import classes from "./Insights.module.css";

/** The gates of the channel, one below the other: how many go on, how sure that is, and how long it takes. */
export function Gates({ pipeline, scope }: { pipeline: PipelineWire; scope: ScopeParams }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const { data, error, refetch } = useQuery(channelQuery(pipeline.id, scope));
  const [opened, setOpened] = useState<DealCount>();
  return (
    <section className={classes.part} aria-labelledby="gates">
      <h2 id="gates">
        {data ? leadOf(data, pipeline, t, format) : t("gates.title")}{" "}
        <span>{data && t("gates.period", { from: format.day(data.from), to: format.day(data.to) })}</span>
      </h2>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton height={280} mt={16} radius="sm" />
      ) : (
        <>
          <table className={classes.gates}>
            <thead>
              <tr>
                <th scope="col">{t("gates.gate")}</th>
                <th scope="col">{t("gates.share")}</th>
                <th scope="col">{t("gates.median")}</th>
                <th scope="col">{t("gates.made")}</th>
              </tr>
            </thead>
            <tbody>
              {data.gates.map((gate) => (
                <GateRow key={gate.from} gate={gate} pipeline={pipeline} onRecords={setOpened} />
              ))}
            </tbody>
          </table>
          <p className={classes.quiet}>{t("gates.how")}</p>
          {opened && (
            <DealsDrawer
              title={t(`gates.records.${opened.state ?? "all"}` as "gates.records.all", {
                name: pipeline.stages.find(({ id }) => id === opened.stage)?.name ?? "",
              })}
              caption={t("gates.period", { from: format.day(data.from), to: format.day(data.to) })}
              count={opened}
              scope={{ ...scope, pipelineId: pipeline.id, from: data.from, to: data.to }}
              onClose={() => setOpened(undefined)}
            />
          )}
        </>
      )}
    </section>
  );
}

type RowProps = { gate: ChannelAnswer["gates"][number]; pipeline: PipelineWire; onRecords: (count: DealCount) => void };

function GateRow({ gate, pipeline, onRecords }: RowProps) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const [from, to] = [gate.from, gate.to].map((id) => pipeline.stages.find((stage) => stage.id === id));
  const returning = to?.kind === "returning";
  // behind the sale it is customers who came back that are followed
  const count = { of: "stage", stage: returning ? gate.to : gate.from } as const;
  const change =
    gate.conversion === null || gate.previous === null ? null : Math.round(gate.conversion * 100) - Math.round(gate.previous * 100);
  return (
    <tr>
      <th scope="row">
        {returning ? t("gates.returning") : t("gates.between", { from: from?.name ?? gate.from, to: to?.name ?? gate.to })}
        <small>
          {change === null
            ? t("gates.noBefore")
            : change === 0
              ? t("gates.same")
              : t(change > 0 ? "gates.more" : "gates.fewer", { count: Math.abs(change), number: format.number(Math.abs(change)) })}
        </small>
      </th>
      <td>
        {gate.conversion === null ? (
          <span className={classes.quiet}>{t("tooEarly")}</span>
        ) : (
          <>
            <b>{format.percent(gate.conversion)}</b>
            <GateRange gate={gate} />
            {gate.low !== null && gate.high !== null && (
              <small>{t("range", { low: format.number(gate.low * 100), high: format.percent(gate.high) })}</small>
            )}
          </>
        )}
      </td>
      <td>
        {gate.medianDays === null ? <span className={classes.quiet}>{t("tooEarly")}</span> : format.duration(gate.medianDays * dayMs)}
      </td>
      <td>
        <CountButton n={gate.passed} word={format.number(gate.passed)} onClick={() => onRecords({ ...count, state: "passed" })} />{" "}
        <CountButton n={gate.entered} word={t("gates.of", { entered: format.number(gate.entered) })} onClick={() => onRecords(count)} />
        <br />
        <CountButton
          n={gate.undecided}
          word={t("undecided", { count: gate.undecided, number: format.number(gate.undecided) })}
          onClick={() => onRecords({ ...count, state: "open" })}
        />
      </td>
    </tr>
  );
}

/** The share with its range on a line from 0 to 100 %. */
function GateRange({ gate }: { gate: ChannelAnswer["gates"][number] }) {
  const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
  return (
    <svg width="100%" height="14" aria-hidden="true" className={classes.gateRange}>
      <line x1="0" x2="100%" y1="7" y2="7" className={classes.rail} />
      {gate.low !== null && gate.high !== null && (
        <line x1={percent(gate.low)} x2={percent(gate.high)} y1="7" y2="7" className={classes.spread} />
      )}
      <circle cx={percent(gate.conversion ?? 0)} cy="7" r="4" className={classes.dot} />
    </svg>
  );
}

type Translate = ReturnType<typeof useTranslation<"insights">>["t"];

/** The whole way in a sentence: of a hundred at the first gate, how many go on, and how many get through the last one. */
function leadOf({ gates }: ChannelAnswer, pipeline: PipelineWire, t: Translate, format: ReturnType<typeof useFormat>): string {
  const name = (id: string) => pipeline.stages.find((stage) => stage.id === id)?.name ?? id;
  const won = pipeline.stages.find((stage) => stage.kind === "won")?.id;
  const [first, last] = [gates[0], gates.find((gate) => gate.to === won)];
  if (!first || !last || first.conversion === null || last.conversion === null) return t("gates.title");
  const per100 = (share: number) => format.number(Math.round(share * 100));
  if (first === last) return t("gates.leadOne", { from: name(first.from), number: per100(first.conversion), to: name(first.to) });
  return t("gates.lead", {
    from: name(first.from),
    number: per100(first.conversion),
    last: name(last.from),
    to: name(last.to),
    through: per100(last.conversion),
  });
}
