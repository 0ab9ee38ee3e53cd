import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { IconDots } from "@tabler/icons-react";
import { memo, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "#deals/contract.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import type { Place } from "./board-keys.ts";
import { CardFace } from "./DealCard.tsx";
import type { CardActions } from "./Column.tsx";
import classes from "./Board.module.css";

type Props = {
  card: Card;
  asOfMs: number | undefined;
  place: Place;
  editable: boolean;
  current: boolean;
  selected: boolean;
  lifted: boolean;
  flashing: boolean;
  href: string;
  actions: CardActions;
};

/** A card that can be opened, dragged, lifted by keyboard, and has a menu. */
export const BoardCard = memo(function BoardCard({
  card,
  asOfMs,
  place,
  editable,
  current,
  selected,
  lifted,
  flashing,
  href,
  actions,
}: Props) {
  const { t } = useTranslation("pipeline");
  const nameOf = useDealName();
  const ref = useRef<HTMLAnchorElement>(null);
  const [dragged, setDragged] = useState(false);

  const newest = useRef(card);
  newest.current = card;
  useEffect(() => {
    if (!ref.current || !editable) return;
    return combine(
      draggable({
        element: ref.current,
        getInitialData: () => ({ kind: "deal", card: newest.current, dealId: newest.current.id, stageId: newest.current.stageId }),
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
    );
  }, [editable]);

  return (
    <>
      <a
        ref={ref}
        href={href}
        className={[
          classes.card,
          selected && classes.selected,
          lifted && classes.lifted,
          dragged && classes.dragged,
          flashing && classes.flash,
        ]
          .filter(Boolean)
          .join(" ")}
        tabIndex={current ? 0 : -1}
        data-deal={card.id}
        data-place={`${place.stageId}:${place.index}`}
        aria-describedby={editable ? "board-keys" : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          actions.open(card);
        }}
      >
        <CardFace card={card} asOfMs={asOfMs} />
      </a>
      {editable && (
        <button
          type="button"
          className={classes.more}
          tabIndex={-1}
          aria-label={t("cardMenu", { name: nameOf(card) })}
          aria-haspopup="menu"
          onClick={(event) => actions.menu(card, event.currentTarget)}
        >
          <IconDots size={16} aria-hidden="true" />
        </button>
      )}
    </>
  );
});

/** Stands in for a card that is on its way; the keyboard can already stand on it. */
export function GhostCard({ place, current }: { place: Place; current: boolean }) {
  const { t } = useTranslation("common");
  return (
    <div
      className={classes.ghost}
      role="group"
      aria-label={t("loading")}
      tabIndex={current ? 0 : -1}
      data-place={`${place.stageId}:${place.index}`}
      data-ghost
    >
      <i style={{ width: `${70 - ((place.index * 13) % 30)}%` }} />
      <i style={{ width: `${50 - ((place.index * 7) % 20)}%` }} />
    </div>
  );
}
