import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { VisuallyHidden } from "@mantine/core";
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { useTranslation } from "react-i18next";
import type { BoardStage, Card } from "#deals/contract.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import type { BoardKey } from "./api.ts";
import { boardKey as meaningOf, type BoardKeyEffect, type Lift, type Place } from "./board-keys.ts";
import { CardMenu, type CardMenuTarget } from "./CardMenu.tsx";
import { Column, type CardActions, type ColumnHandle } from "./Column.tsx";
import classes from "./Board.module.css";

type Props = {
  boardKey: BoardKey;
  stages: readonly BoardStage[];
  asOfMs: number | undefined;
  editable: boolean;
  selectedId: string | undefined;
  flashing: ReadonlySet<string>;
  hrefOf: (dealId: string) => string;
  onOpen: (dealId: string) => void;
  onMove: (card: Card, to: string) => void;
  onLose: (card: Card) => void;
  onKeys: () => void;
  /** While a card hangs in the air nothing may move under it. */
  onHold: (on: boolean) => void;
  /** Stands above the columns and scrolls sideways with them. */
  children: ReactNode;
};

const columnMinWidth = 172;

export function Board({
  boardKey,
  stages,
  asOfMs,
  editable,
  selectedId,
  flashing,
  hrefOf,
  onOpen,
  onMove,
  onLose,
  onKeys,
  onHold,
  children,
}: Props) {
  const { t } = useTranslation("pipeline");
  const nameOf = useDealName();
  const [at, setAt] = useState<(Place & { dealId: string | null }) | null>(null);
  const [lift, setLift] = useState<(Lift & { card: Card }) | null>(null);
  const [said, setSaid] = useState("");
  const [menu, setMenu] = useState<CardMenuTarget>();
  const columns = useRef(new Map<string, ColumnHandle>());
  const root = useRef<HTMLDivElement>(null);
  const wanted = useRef<Place | null>(null);

  const place = useFollowed(at, stages, columns.current);
  useWantedFocus(root, wanted);
  useDragMonitor({ root, editable, onMove, onHold });

  const stageName = (id: string) => stages.find((stage) => stage.id === id)?.name ?? id;
  const focusOn = (next: Place) => {
    wanted.current = next;
    setAt({ ...next, dealId: columns.current.get(next.stageId)?.cardAt(next.index)?.id ?? null });
    columns.current.get(next.stageId)?.reveal(next.index);
    root.current?.querySelector(`[data-stage="${CSS.escape(next.stageId)}"]`)?.scrollIntoView({ inline: "nearest", block: "nearest" });
  };

  const apply = (effect: BoardKeyEffect, card: Card | undefined) => {
    switch (effect.do) {
      case "keys":
        return onKeys();
      case "open":
        return card && onOpen(card.id);
      case "lose":
        return card && onLose(card);
      case "focus":
        return focusOn(effect.at);
      case "lift":
        if (!card) return;
        onHold(true);
        setLift({ ...effect.lift, card });
        return setSaid(t("say.lifted", { name: nameOf(card), stage: stageName(effect.lift.from) }));
      case "over": {
        const index = stages.findIndex((stage) => stage.id === effect.lift.to);
        setLift((old) => old && { ...old, to: effect.lift.to });
        root.current
          ?.querySelector(`[data-stage="${CSS.escape(effect.lift.to)}"]`)
          ?.scrollIntoView({ inline: "nearest", block: "nearest" });
        return setSaid(t("say.over", { stage: stageName(effect.lift.to), place: index + 1, of: stages.length }));
      }
      case "cancel":
        onHold(false);
        setLift(null);
        return setSaid(t("say.cancelled", { stage: stageName(effect.lift.from) }));
      case "drop": {
        if (!lift) return;
        onHold(false);
        setLift(null);
        onMove(lift.card, effect.lift.to);
        setSaid(t("say.moved", { name: nameOf(lift.card), stage: stageName(effect.lift.to) }));
        wanted.current = { stageId: effect.lift.to, index: 0 };
        setAt({ stageId: effect.lift.to, index: 0, dealId: lift.card.id });
        return columns.current.get(effect.lift.to)?.reveal(0);
      }
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    if (!(event.target as HTMLElement).closest("[data-place]")) return;
    const card = place ? columns.current.get(place.stageId)?.cardAt(place.index) : undefined;
    const counts = stages.map((stage) => ({ id: stage.id, count: boardKey.past === undefined ? stage.count : stage.cards.length }));
    const pageRows = place ? (columns.current.get(place.stageId)?.pageRows() ?? 8) : 8;
    const effect = meaningOf(event.key, { at: place, lift }, counts, { dealId: card?.id ?? null, pageRows, editable });
    if (!effect) return;
    if (event.key !== "Tab") event.preventDefault();
    apply(effect, card);
  };

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const { place: where, deal: dealId = null } = event.target.closest<HTMLElement>("[data-place]")?.dataset ?? {};
    if (!where) return;
    const colon = where.lastIndexOf(":");
    const [stageId, index] = [where.slice(0, colon), Number(where.slice(colon + 1))];
    setAt((old) => (old?.stageId === stageId && old.index === index && old.dealId === dealId ? old : { stageId, index, dealId }));
  };

  const newest = useRef({ onOpen, setMenu });
  newest.current = { onOpen, setMenu };
  const actions = useMemo<CardActions>(
    () => ({
      open: (card) => newest.current.onOpen(card.id),
      menu: (card, button) => newest.current.setMenu({ card, button }),
    }),
    [],
  );
  const refs = useColumnRefs(columns.current);

  return (
    <div ref={root} className={classes.sideways} onKeyDown={onKeyDown} onFocus={onFocus}>
      <div className={classes.stream} style={{ minWidth: stages.length * columnMinWidth }}>
        {children}
        <div className={classes.board}>
          {stages.map((stage) => (
            <Column
              key={stage.id}
              ref={refs(stage.id)}
              boardKey={boardKey}
              stage={stage}
              asOfMs={asOfMs}
              editable={editable}
              focused={place?.stageId === stage.id ? place.index : null}
              selectedId={selectedId}
              liftedId={lift?.dealId}
              target={lift !== null && lift.to === stage.id && lift.to !== lift.from}
              flashing={flashing}
              hrefOf={hrefOf}
              actions={actions}
            />
          ))}
        </div>
      </div>
      <VisuallyHidden id="board-keys">{t("keys.short")}</VisuallyHidden>
      <VisuallyHidden role="status" aria-live="assertive">
        {said}
      </VisuallyHidden>
      <CardMenu target={menu} stages={stages} onClose={() => setMenu(undefined)} onOpen={onOpen} onMove={onMove} onLose={onLose} />
    </div>
  );
}

/** The keyboard stands on a card, not on a place: when cards come and go, the place follows the card. */
function useFollowed(
  at: (Place & { dealId: string | null }) | null,
  stages: readonly BoardStage[],
  columns: ReadonlyMap<string, ColumnHandle>,
): Place | null {
  if (!at) return null;
  const stage = stages.find(({ id }) => id === at.stageId);
  if (!stage || stage.count === 0) return null;
  const fresh = at.dealId ? stage.cards.findIndex(({ id }) => id === at.dealId) : -1;
  const index = fresh >= 0 ? fresh : at.dealId ? (columns.get(at.stageId)?.indexOf(at.dealId) ?? -1) : -1;
  return { stageId: at.stageId, index: index >= 0 ? index : Math.min(at.index, stage.count - 1) };
}

/** Focus goes to a card once it is there; until then to the grey one in its place. */
function useWantedFocus(root: RefObject<HTMLElement | null>, wanted: RefObject<Place | null>): void {
  useEffect(() => {
    let tries = 0;
    let frame = 0;
    const seek = () => {
      const place = wanted.current;
      if (!place) return;
      const element = root.current?.querySelector<HTMLElement>(`[data-place="${CSS.escape(`${place.stageId}:${place.index}`)}"]`);
      if (element && document.activeElement !== element) element.focus({ preventScroll: true });
      if (element && !("ghost" in element.dataset)) wanted.current = null;
      else if (tries++ < 120) frame = requestAnimationFrame(seek);
      else wanted.current = null;
    };
    frame = requestAnimationFrame(seek);
    return () => cancelAnimationFrame(frame);
  });
}

function useDragMonitor({
  root,
  editable,
  onMove,
  onHold,
}: {
  root: RefObject<HTMLElement | null>;
  editable: boolean;
  onMove: Props["onMove"];
  onHold: Props["onHold"];
}): void {
  const newest = useRef({ onMove, onHold });
  newest.current = { onMove, onHold };
  useEffect(() => {
    if (!editable || !root.current) return;
    const stopScroll = autoScrollForElements({ element: root.current });
    const stopMonitor = monitorForElements({
      canMonitor: ({ source }) => source.data.kind === "deal",
      onDragStart: () => newest.current.onHold(true),
      onDrop: ({ source, location }) => {
        const to = location.current.dropTargets[0]?.data.stageId;
        if (typeof to === "string" && to !== source.data.stageId) newest.current.onMove(source.data.card as Card, to);
        newest.current.onHold(false);
      },
    });
    return () => {
      stopScroll();
      stopMonitor();
    };
  }, [editable, root]);
}

function useColumnRefs(columns: Map<string, ColumnHandle>): (stageId: string) => (handle: ColumnHandle | null) => void {
  const made = useRef(new Map<string, (handle: ColumnHandle | null) => void>());
  return useCallback(
    (stageId) => {
      let ref = made.current.get(stageId);
      if (!ref) {
        ref = (handle) => void (handle ? columns.set(stageId, handle) : columns.delete(stageId));
        made.current.set(stageId, ref);
      }
      return ref;
    },
    [columns],
  );
}
