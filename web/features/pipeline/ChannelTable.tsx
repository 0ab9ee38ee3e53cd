import { useTranslation } from "react-i18next";
import type { BoardStage } from "#deals/contract.ts";
import type { ChannelAnswer } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import classes from "./Channel.module.css";

const dayMs = 86_400_000;

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
          <th scope="col">{t("channel.goOn")}</th>
          <th scope="col">{t("channel.median")}</th>
          <th scope="col">{t("channel.undecided")}</th>
        </tr>
      </thead>
      <tbody>
        {stages.map((stage) => {
          const gate = gates.find((each) => each.from === stage.id);
          return (
            <tr key={stage.id}>
              <th scope="row">{stage.name}</th>
              <td>{format.number(stage.count)}</td>
              <td>{format.wholeMoney(stage.sumMinor, stage.currency)}</td>
              <td>
                {!gate ? "" : gate.conversion === null ? t("channel.tooEarly") : t("channel.shareOf", { share: format.percent(gate.conversion), passed: format.number(gate.passed), entered: format.number(gate.entered) })}
              </td>
              <td>{gate?.medianDays == null ? "" : format.duration(gate.medianDays * dayMs)}</td>
              <td>{gate ? format.number(gate.undecided) : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
