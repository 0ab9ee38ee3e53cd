import { useTranslation } from "react-i18next";
import type { BoardStage } from "#deals/contract.ts";
import type { JamsAnswer } from "#insights/flow/contract.ts";
import { exponentOf } from "#base/money.ts";
import { meaningfulPower, roundTo } from "#stats/show/rounding.ts";
import { useFormat } from "#web/lib/format.ts";

type Gate = { from: string; to: string };

/** What a gate that jams is marked with: its likely cost a month, short and as a sentence. Undefined where nothing stands out. */
export function useJamMarks(
  stages: readonly BoardStage[],
  jams: JamsAnswer | undefined,
): (gate: Gate) => { cost: string; sentence: string } | undefined {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  return ({ from, to }) => {
    const entered = stages.find((stage) => stage.id === to)?.kind === "returning" ? to : from;
    const jam = jams?.headline.includes(entered) ? jams.jams.find(({ stage }) => stage === entered) : undefined;
    if (!jams || !jam?.loss) return undefined;
    const exponent = exponentOf(jams.currency);
    const power = meaningfulPower(jam.loss.low!, jam.loss.high!);
    const [low, high] = [jam.loss.low, jam.loss.high].map(
      (value) => Math.max(0, power === null ? value! : roundTo(value!, Math.max(power - 1, exponent))) / 10 ** exponent,
    );
    const range = (notation: "standard" | "compact") =>
      new Intl.NumberFormat(format.locale, {
        style: "currency",
        currency: jams.currency,
        notation,
        minimumFractionDigits: 0,
        maximumFractionDigits: notation === "compact" ? 1 : 0,
      }).formatRange(low!, high!);
    return {
      cost: range("compact"),
      sentence: t(jams.headline.length > 1 ? "channel.jamOr" : "channel.jam", { name: jam.name, range: range("standard") }),
    };
  };
}
