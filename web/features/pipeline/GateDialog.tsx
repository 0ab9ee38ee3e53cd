import { Button, Group, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import type { ChannelAnswer } from "#insights/contract.ts";
import { useFocusBack } from "#web/lib/focus-back.ts";
import { useFormat } from "#web/lib/format.ts";
import classes from "./dialogs.module.css";

type Gate = ChannelAnswer["gates"][number];
type Props = {
  gate: Gate;
  /** Behind the sale: customers who come back. */ returning: boolean;
  nameOf: (stageId: string) => string;
  period: { from: string; to: string } | undefined;
  /** A filter is set that the gates do not obey. */ beside: boolean;
  onClose: () => void;
  onDeals: (gate: Gate) => void;
};

/** What a gate's figures are made of, and the way to the deals that stand before it. */
export function GateDialog({ gate, returning, nameOf, period, beside, onClose, onDeals }: Props) {
  const { t } = useTranslation(["pipeline", "common"]);
  const format = useFormat();
  useFocusBack();
  const words = { from: nameOf(returning ? gate.to : gate.from), to: nameOf(gate.to) };
  const decided = gate.entered - gate.undecided;
  return (
    <Modal
      opened
      returnFocus={false}
      onClose={onClose}
      title={returning ? t("gate.returningTitle") : t("gate.title", words)}
      size={460}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <p className={classes.say}>
        {gate.conversion === null
          ? t("gate.tooEarly", { ...words, number: format.number(decided) })
          : t(returning ? "gate.sayReturning" : "gate.say", { ...words, share: format.percent(gate.conversion) })}
      </p>
      <dl className={classes.facts}>
        {gate.low !== null && gate.high !== null && (
          <>
            <dt>{t("gate.range")}</dt>
            <dd>{t("gate.between", { low: format.percent(gate.low), high: format.percent(gate.high) })}</dd>
          </>
        )}
        <dt>{t("gate.entered", words)}</dt>
        <dd>{format.number(gate.entered)}</dd>
        <dt>{t("gate.passed", words)}</dt>
        <dd>{format.number(gate.passed)}</dd>
        <dt>{t("gate.undecided")}</dt>
        <dd>{format.number(gate.undecided)}</dd>
        <dt>{t("gate.previous")}</dt>
        <dd>{gate.previous === null ? t("channel.tooEarly") : format.percent(gate.previous)}</dd>
        <dt>{t("gate.median")}</dt>
        <dd>{gate.medianDays === null ? t("channel.tooEarly") : format.duration(gate.medianDays * dayMs)}</dd>
      </dl>
      {period && (
        <p className={classes.how}>
          {t("gate.how", { ...words, since: format.day(period.from) })} {beside && t("channel.notNarrowed")}
        </p>
      )}
      <Group justify="flex-end" mt={16}>
        <Button onClick={() => onDeals(gate)}>{t("gate.deals", words)}</Button>
      </Group>
    </Modal>
  );
}
