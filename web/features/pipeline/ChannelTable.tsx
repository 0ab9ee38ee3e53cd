import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import type { BoardStage } from "#deals/contract.ts";
import type { ChannelAnswer } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import classes from "./Channel.module.css";

/** The figures behind the drawing. */
export function ChannelTable({ stages, gates }: { stages: readonly BoardStage[]; gates: readonly ChannelAnswer["gates"][number][] }) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("channel.stage")}</th>
          <th scope="col">{t("channel.deals")}</th>
          <th scope="col">{t("channel.worth")}</th>
          <th scope="col">{t("channel.cameIn")}</th>
          <th scope="col">{t("channel.wentOn")}</th>
          <th scope="col">{t("channel.undecided")}</th>
          <th scope="col">{t("channel.goOn")}</th>
          <th scope="col">{t("channel.median")}</th>
        </tr>
      </thead>
      <tbody>
        {stages.map((stage) => {
          const gate = gateOf(stage, stages, gates);
          return (
            <tr key={stage.id}>
              <th scope="row">{stage.name}</th>
              <td>{format.number(stage.count)}</td>
              <td>{format.wholeMoney(stage.sumMinor, stage.currency)}</td>
              <td>{gate ? format.number(gate.entered) : ""}</td>
              <td>{gate ? format.number(gate.passed) : ""}</td>
              <td>{gate ? format.number(gate.undecided) : ""}</td>
              <td>{gate ? (gate.conversion === null ? t("channel.tooEarly") : format.percent(gate.conversion)) : ""}</td>
              <td>{gate?.medianDays == null ? "" : format.duration(gate.medianDays * dayMs)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The gate that deals of this stage go through; customers who come back leave the returning stage, whose gate stands before it. */
function gateOf(
  stage: BoardStage,
  stages: readonly BoardStage[],
  gates: readonly ChannelAnswer["gates"][number][],
): ChannelAnswer["gates"][number] | undefined {
  const kindOf = (id: string) => stages.find((each) => each.id === id)?.kind;
  return gates.find((gate) => (kindOf(gate.to) === "returning" ? gate.to : gate.from) === stage.id);
}
