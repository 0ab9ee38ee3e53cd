import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { BoardStage, Card } from "#deals/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import type { BoardKey } from "./api.ts";
import { BoardCard, GhostCard } from "./BoardCard.tsx";
import { useColumnCards } from "./use-column-cards.ts";
import classes from "./Board.module.css";

const rowHeight = 54;
const overscan = 6;

export type ColumnHandle = {
  reveal: (index: number) => void;
  cardAt: (index: number) => Card | undefined;
  indexOf: (dealId: string) => number;
  pageRows: () => number;
};
export type CardActions = { open: (card: Card) => void; menu: (card: Card, button: HTMLElement) => void };

type Props = {
  ref: Ref<ColumnHandle>;
  boardKey: BoardKey;
  stage: BoardStage;
  asOfMs: number | undefined;
  editable: boolean;
  /** The place in this column that the keyboard stands on. */
  focused: number | null;
  selectedId: string | undefined;
  liftedId: string | undefined;
  /** A lifted card would go here. */
  target: boolean;
  flashing: ReadonlySet<string>;
  hrefOf: (dealId: string) => string;
  actions: CardActions;
};

/** A column of the board: its sum, its meaning, and as many cards as the window shows. */
export const Column = memo(function Column({
  ref,
  boardKey,
  stage,
  asOfMs,
  editable,
  focused,
  selectedId,
  liftedId,
  target,
  flashing,
  hrefOf,
  actions,
}: Props) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const column = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [dragOver, setDragOver] = useState(false);
  const [window, setWindow] = useState({ first: 0, last: 20 });
  const cards = useColumnCards(boardKey, stage, window);

  const virtual = useVirtualizer({
    count: cards.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    initialRect: { width: 0, height: 600 },
    getItemKey: (index) => index,
    // the place of the keyboard stays in the document, wherever the column is scrolled to
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return focused === null || focused >= cards.count || shown.includes(focused) ? shown : [...shown, focused].sort((a, b) => a - b);
    },
  });
  const items = virtual.getVirtualItems();
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 20;
  useEffect(() => setWindow((old) => (old.first === first && old.last === last ? old : { first, last })), [first, last]);

  useImperativeHandle(ref, () => ({
    reveal: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    cardAt: cards.cardAt,
    indexOf: cards.indexOf,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 540) / rowHeight) - 1),
  }));

  useDropTarget({ column, scroller, stageId: stage.id, editable, onOver: setDragOver });
  useAnchor(scroller, cards.cardAt, cards.indexOf);

  const seen = new Set<string>();
  const tabStop = focused ?? first;
  return (
    <section
      ref={column}
      className={[classes.column, (target || dragOver) && classes.over].filter(Boolean).join(" ")}
      aria-labelledby={`stage-${stage.id}`}
      data-stage={stage.id}
    >
      <header className={classes.head}>
        <h2 className={classes.title} id={`stage-${stage.id}`}>
          <span title={stage.name}>{stage.name}</span>
          <span className={classes.sum}>
            {stage.sumMinor > 0
              ? `${stage.kind === "returning" ? "≈\u00a0" : ""}${format.wholeMoney(stage.sumMinor, stage.currency)}`
              : format.number(stage.count)}
          </span>
        </h2>
        <p className={classes.meaning} title={stage.meaning}>
          {stage.meaning}
        </p>
        {stage.unconverted.map((money) => (
          <p key={money.currency} className={classes.unconverted} title={t("unconvertedHint", { currency: money.currency })}>
            + {format.wholeMoney(money.sumMinor, money.currency)}
          </p>
        ))}
      </header>
      {cards.count === 0 ? (
        <p className={classes.nothing}>{t("columnEmpty")}</p>
      ) : (
        <div ref={scroller} className={classes.scroller} tabIndex={-1}>
          <ul className={classes.rows} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const card = cards.cardAt(item.index);
              const place = { stageId: stage.id, index: item.index };
              const key = card && !seen.has(card.id) ? card.id : `place-${item.index}`;
              if (card) seen.add(card.id);
              return (
                <li
                  key={key}
                  className={classes.row}
                  style={{ transform: `translateY(${item.start}px)` }}
                  aria-setsize={cards.count}
                  aria-posinset={item.index + 1}
                >
                  {card ? (
                    <BoardCard
                      card={card}
                      asOfMs={asOfMs}
                      place={place}
                      editable={editable}
                      current={tabStop === item.index}
                      selected={selectedId === card.id}
                      lifted={liftedId === card.id}
                      flashing={flashing.has(card.id)}
                      href={hrefOf(card.id)}
                      actions={actions}
                    />
                  ) : (
                    <GhostCard place={place} current={tabStop === item.index} />
                  )}
                </li>
              );
            })}
          </ul>
          {boardKey.past !== undefined && stage.count > cards.count && (
            <p className={classes.nothing}>{t("asOf.more", { number: format.number(stage.count - cards.count) })}</p>
          )}
        </div>
      )}
    </section>
  );
});

type DropArea = {
  column: RefObject<HTMLElement | null>;
  scroller: RefObject<HTMLElement | null>;
  stageId: string;
  editable: boolean;
  onOver: (over: boolean) => void;
};

function useDropTarget({ column, scroller, stageId, editable, onOver }: DropArea): void {
  const empty = scroller.current === null;
  useEffect(() => {
    if (!column.current || !editable) return;
    return combine(
      dropTargetForElements({
        element: column.current,
        getData: () => ({ stageId }),
        canDrop: ({ source }) => source.data.kind === "deal",
        onDragEnter: ({ source }) => onOver(source.data.stageId !== stageId),
        onDragLeave: () => onOver(false),
        onDrop: () => onOver(false),
      }),
      scroller.current ? autoScrollForElements({ element: scroller.current }) : () => {},
    );
  }, [column, scroller, stageId, editable, onOver, empty]);
}

/** Cards that come or go above the window must not push what is being read: the first card shown stays where it is. */
function useAnchor(
  scroller: RefObject<HTMLElement | null>,
  cardAt: (index: number) => Card | undefined,
  indexOf: (dealId: string) => number,
): void {
  const anchor = useRef<{ id: string; index: number } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    const held = anchor.current;
    if (!element || !held || element.scrollTop < rowHeight) return;
    const now = indexOf(held.id);
    if (now < 0 || now === held.index) return;
    element.scrollTop += (now - held.index) * rowHeight;
    anchor.current = { id: held.id, index: now };
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const note = () => {
      const index = Math.floor(element.scrollTop / rowHeight);
      const card = cardAt(index);
      anchor.current = card && element.scrollTop >= rowHeight ? { id: card.id, index } : null;
    };
    note();
    element.addEventListener("scroll", note, { passive: true });
    return () => element.removeEventListener("scroll", note);
  });
}
