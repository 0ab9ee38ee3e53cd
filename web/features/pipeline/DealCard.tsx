import { VisuallyHidden } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "#deals/contract.ts";
import { initialsOf, useDealName } from "#web/lib/deal-name.ts";
import { useFormat } from "#web/lib/format.ts";
import { Money } from "#web/ui/Money.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import classes from "./Board.module.css";

/** What stands on a card: who, what it may be worth, what happened last and when, whose it is. */
export const CardFace = memo(function CardFace({
  card,
  asOfMs,
}: {
  card: Card;
  /** On a past day: that day's end. */ asOfMs?: number | undefined;
}) {
  const nameOf = useDealName();
  const won = card.outcome === "won";
  const what = won ? null : (card.hint ?? card.touchSource);
  return (
    <>
      <span className={classes.line}>
        <span className={classes.name} title={nameOf(card)}>
          <CardName card={card} />
        </span>
        <span className={classes.value}>
          <Money amountMinor={card.valueMinor} currency={card.currency} estimated={card.valueEstimated} whole={card.valueEstimated} />
        </span>
      </span>
      <span className={classes.line}>
        <span className={card.stalled ? classes.stalled : classes.hint}>
          {what && <>{what} · </>}
          {card.stalled ? (
            <Standing since={card.enteredAt} untilMs={asOfMs ?? Date.now()} />
          ) : (
            <RelativeTime at={won ? card.enteredAt : card.lastFactAt} />
          )}
        </span>
        {card.owner && (
          <span className={classes.owner} title={card.owner.name}>
            <span aria-hidden="true">{initialsOf(card.owner.name)}</span>
            <VisuallyHidden>{card.owner.name}</VisuallyHidden>
          </span>
        )}
      </span>
    </>
  );
});

/** Where the column is narrow and a value stands beside it, "Visitor from Hamburg" is shown as "from Hamburg": the city tells them apart. */
function CardName({ card }: { card: Card }) {
  const { t } = useTranslation("deals");
  const nameOf = useDealName();
  const name = nameOf(card);
  const short = card.contact?.city && t("fromCity", { city: card.contact.city });
  const prefix = short && name.endsWith(short) && card.valueMinor !== null ? name.slice(0, -short.length) : undefined;
  if (!short || prefix === undefined) return name;
  return (
    <>
      <span className={classes.prefix}>{prefix}</span>
      {short}
    </>
  );
}

/** How long it has stood in its stage, where that is longer than the stage expects. */
function Standing({ since, untilMs }: { since: string; untilMs: number }) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  return (
    <span title={t("stalledSince", { date: format.dateTime(since) })}>
      {t("standing", { time: format.duration(untilMs - Date.parse(since)) })}
    </span>
  );
}
