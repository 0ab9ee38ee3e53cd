import { useTranslation } from "react-i18next";
import type { BoardStage } from "#deals/contract.ts";
import type { ChannelAnswer } from "#insights/contract.ts";
import { useFormat } from "#web/lib/format.ts";

type Shown = {
  stages: readonly BoardStage[];
  gates: readonly ChannelAnswer["gates"][number][];
  filtered: boolean;
  /** A filter is set that the gates do not obey. */ beside: boolean;
};

/** What the channel shows, in a sentence: how much stands in it, and how the gate to the sale does. Nothing that the data does not say. */
export function useChannelSentence({ stages, gates, filtered, beside }: Shown): { lead: string; rest: string } {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const open = stages.filter((stage) => stage.kind === "open");
  const back = stages.filter((stage) => stage.kind === "returning").reduce((sum, stage) => sum + stage.count, 0);
  const count = open.reduce((sum, stage) => sum + stage.count, 0);
  const sumMinor = open.reduce((sum, stage) => sum + stage.sumMinor, 0);
  const currency = stages[0]?.currency ?? "EUR";
  const words = { count, number: format.number(count), sum: format.wholeMoney(sumMinor, currency) };
  const lead = t(
    filtered ? (sumMinor > 0 ? "channel.leadFilteredWorth" : "channel.leadFiltered") : sumMinor > 0 ? "channel.leadWorth" : "channel.lead",
    words,
  );

  const more = back > 0 ? t("channel.andReturning", { count: back, number: format.number(back) }) : "";

  const won = stages.find((stage) => stage.kind === "won");
  const gate = won && gates.find((each) => each.to === won.id);
  const before = gate && stages.find((stage) => stage.id === gate.from);
  const limits = beside ? ` ${t("channel.notNarrowed")}` : "";
  if (!won || !gate || !before) return { lead, rest: more };
  if (gate.conversion === null) return { lead, rest: `${t("channel.sayTooEarly", { from: before.name, to: won.name })}${limits}` };
  const per100 = Math.round(gate.conversion * 100);
  const change = gate.previous === null ? null : per100 - Math.round(gate.previous * 100);
  const said = t("channel.say", { from: before.name, to: won.name, number: format.number(per100) });
  const compared =
    change === null
      ? ""
      : change === 0
        ? t("channel.saySame")
        : t(change > 0 ? "channel.sayMore" : "channel.sayFewer", { number: format.number(Math.abs(change)) });
  return { lead, rest: `${said}${compared}.${limits}` };
}
