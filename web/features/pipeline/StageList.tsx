import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import type { BoardStage, Card } from "#deals/contract.ts";
import type { ContactDetail } from "#people/contract.ts";
import { api } from "#web/lib/api.ts";
import { useFormat } from "#web/lib/format.ts";
import type { BoardKey } from "./api.ts";
import type { ChannelGate } from "./Channel.tsx";
import { CardFace } from "./DealCard.tsx";
import { useColumnCards } from "./use-column-cards.ts";
import classes from "./StageList.module.css";

type Props = {
  boardKey: BoardKey;
  stages: readonly BoardStage[];
  gates: readonly ChannelGate[];
  stageId: string | undefined;
  editable: boolean;
  flashing: ReadonlySet<string>;
  onStage: (stageId: string) => void;
  onGate: (gate: ChannelGate) => void;
  onOpen: (dealId: string) => void;
  onMove: (card: Card, to: string) => void;
  onLose: (card: Card) => void;
};

const rowHeight = 61;
const actionsHeight = 116;

/** The board for a narrow screen: one stage at a time, and what a seller does with the thumb. */
export function StageList({ boardKey, stages, gates, stageId, editable, flashing, onStage, onGate, onOpen, onMove, onLose }: Props) {
  const { t } = useTranslation("pipeline");
  const format = useFormat();
  const [openId, setOpenId] = useState<string>();
  const stage = stages.find((each) => each.id === stageId) ?? stages.find((each) => each.kind === "open" && each.count > 0) ?? stages[0];
  const chips = useRef<HTMLDivElement>(null);
  useEffect(
    () => void chips.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ inline: "center", block: "nearest" }),
    [stage?.id],
  );
  if (!stage) return null;
  const gate = gates.find(
    (each) =>
      (stage.kind === "returning" ? each.to : each.from) === stage.id &&
      (stage.kind === "returning") === (stages.find(({ id }) => id === each.to)?.kind === "returning"),
  );

  return (
    <div className={classes.list}>
      <div ref={chips} className={classes.chips} role="tablist" aria-label={t("phone.stages")}>
        {stages.map((each) => (
          <button
            key={each.id}
            type="button"
            role="tab"
            id={`tab-${each.id}`}
            aria-selected={each.id === stage.id}
            aria-controls="stage-cards"
            className={each.id === stage.id ? classes.on : undefined}
            onClick={() => onStage(each.id)}
          >
            {each.name} {format.number(each.count)}
          </button>
        ))}
      </div>
      {gate && (
        <button type="button" className={classes.gate} onClick={() => onGate(gate)}>
          {gate.conversion === null
            ? t("phone.tooEarly")
            : t(stage.kind === "returning" ? "phone.returning" : "phone.gate", {
                share: format.percent(gate.conversion),
                days: gate.medianDays === null ? "" : format.duration(gate.medianDays * dayMs),
              })}
        </button>
      )}
      <StageCards
        key={stage.id}
        boardKey={boardKey}
        stage={stage}
        next={stages[stages.indexOf(stage) + 1]}
        editable={editable}
        flashing={flashing}
        openId={openId}
        onToggle={(id) => setOpenId(openId === id ? undefined : id)}
        onOpen={onOpen}
        onMove={onMove}
        onLose={onLose}
      />
    </div>
  );
}

type CardsProps = Pick<Props, "boardKey" | "editable" | "flashing" | "onOpen" | "onMove" | "onLose"> & {
  stage: BoardStage;
  next: BoardStage | undefined;
  openId: string | undefined;
  onToggle: (id: string) => void;
};

function StageCards({ boardKey, stage, next, editable, flashing, openId, onToggle, onOpen, onMove, onLose }: CardsProps) {
  const { t } = useTranslation("pipeline");
  const scroller = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState({ first: 0, last: 20 });
  const cards = useColumnCards(boardKey, stage, window);
  const openIndex = openId ? cards.indexOf(openId) : -1;
  const virtual = useVirtualizer({
    count: cards.count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (index === openIndex ? rowHeight + actionsHeight : rowHeight),
    overscan: 6,
    initialRect: { width: 0, height: 600 },
  });
  useEffect(() => virtual.measure(), [virtual, openIndex]);
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 20;
  useEffect(() => setWindow((old) => (old.first === first && old.last === last ? old : { first, last })), [first, last]);

  return (
    <div ref={scroller} id="stage-cards" role="tabpanel" aria-labelledby={`tab-${stage.id}`} className={classes.scroller} tabIndex={0}>
      {cards.count === 0 && <p className={classes.nothing}>{t("columnEmpty")}</p>}
      <ul className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const card = cards.cardAt(item.index);
          const opened = item.index === openIndex;
          return (
            <li
              key={card?.id ?? item.index}
              className={[classes.row, opened && classes.opened].filter(Boolean).join(" ")}
              style={{ transform: `translateY(${item.start}px)`, height: item.size }}
              aria-setsize={cards.count}
              aria-posinset={item.index + 1}
            >
              {card ? (
                <>
                  <button
                    type="button"
                    className={[classes.card, flashing.has(card.id) && classes.flash].filter(Boolean).join(" ")}
                    aria-expanded={opened}
                    data-deal={card.id}
                    onClick={() => onToggle(card.id)}
                  >
                    <CardFace card={card} />
                  </button>
                  {opened && <ThumbActions card={card} next={next} editable={editable} onOpen={onOpen} onMove={onMove} onLose={onLose} />}
                </>
              ) : (
                <span className={classes.ghost} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function ThumbActions({
  card,
  next,
  editable,
  onOpen,
  onMove,
  onLose,
}: Pick<CardsProps, "next" | "editable" | "onOpen" | "onMove" | "onLose"> & { card: Card }) {
  const { t } = useTranslation("pipeline");
  const contactId = card.contact?.known ? card.contact.id : undefined;
  const { data: contact } = useQuery({
    queryKey: ["contacts", contactId],
    queryFn: () => api.get<ContactDetail>(`/api/contacts/${contactId}`),
    enabled: contactId !== undefined,
  });
  const email = contact?.email ?? card.contact?.email;
  return (
    <div className={classes.actions}>
      {contact?.phone ? (
        <a href={`tel:${contact.phone.replaceAll(/[^\d+]/g, "")}`}>{t("phone.call")}</a>
      ) : (
        <span aria-disabled="true">{t("phone.call")}</span>
      )}
      {email ? <a href={`mailto:${email}`}>{t("phone.email")}</a> : <span aria-disabled="true">{t("phone.email")}</span>}
      {editable && next && card.outcome === "open" ? (
        <button type="button" onClick={() => onMove(card, next.id)} aria-label={t("phone.nextLabel", { stage: next.name })}>
          {t("phone.next")} <span aria-hidden="true">→</span>
        </button>
      ) : (
        <span aria-disabled="true">{t("phone.next")} →</span>
      )}
      <button type="button" className={classes.wide} onClick={() => onOpen(card.id)}>
        {t("menu.open")}
      </button>
      {editable && card.outcome === "open" && (
        <button type="button" className={classes.lose} onClick={() => onLose(card)}>
          {t("phone.lose")}
        </button>
      )}
    </div>
  );
}
