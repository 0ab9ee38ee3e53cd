import { Button } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "#deals/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoseDialog } from "#web/ui/LoseDialog.tsx";
import { boardQuery, channelQuery, jamsQuery, useLoseDeal, useMoveDeal, type BoardKey } from "./api.ts";
import { Board } from "./Board.tsx";
import { BoardSkeleton } from "./BoardSkeleton.tsx";
import { Channel, type ChannelGate } from "./Channel.tsx";
import type { SearchChange } from "./FilterBar.tsx";
import { filterCount, filtersOf, isBeside, pastOf, withoutFilters, type PipelineSearch } from "./search.ts";
import { StageList } from "./StageList.tsx";
import { useLiveBoard } from "./use-live-board.ts";
import classes from "./Board.module.css";

const GateDialog = lazy(() => import("./GateDialog.tsx").then((file) => ({ default: file.GateDialog })));
const KeysDialog = lazy(() => import("./KeysDialog.tsx").then((file) => ({ default: file.KeysDialog })));

/** What the page around needs to know of the board: when it was asked for, and whether anything stands on it. */
export type Shown = { at: string; empty: boolean };
type Props = {
  pipeline: PipelineWire;
  search: PipelineSearch;
  onSearch: SearchChange;
  editable: boolean;
  narrow: boolean;
  hrefOf: (dealId: string) => string;
  onOpen: (dealId: string) => void;
  onShown: (shown: Shown) => void;
};

/** Channel and board of a pipeline, live; on a narrow screen one stage at a time. */
export function BoardView({ pipeline, search, onSearch, editable, narrow, hrefOf, onOpen, onShown }: Props) {
  const { t } = useTranslation(["pipeline", "common"]);
  const format = useFormat();
  const nameOf = useDealName();
  const errorText = useErrorText();
  const past = pastOf(search);
  const pastDay = search.asKnownOn ?? search.asOf;
  const key: BoardKey = { pipelineId: pipeline.id, filters: filtersOf(search), past };
  const { data: board, error, refetch, isPlaceholderData } = useQuery(boardQuery(key));
  const { data: channel } = useQuery(channelQuery(key));
  const workspace = useWorkspace();
  const lastDay = search.asOf ?? search.asKnownOn ?? today(workspace.timeZone);
  const { data: jams } = useQuery({
    ...jamsQuery(key, lastDay),
    enabled: board !== undefined && !narrow && workspace.can("insights.view"),
  });
  const { flashing, hold } = useLiveBoard(key, board);
  const move = useMoveDeal(key);
  const lose = useLoseDeal(key);
  const [losing, setLosing] = useState<Card>();
  const [gate, setGate] = useState<ChannelGate>();
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    if (board && !pastDay) onShown({ at: board.asOf, empty: board.stages.every((stage) => stage.count === 0) });
  }, [board, pastDay, onShown]);

  useHelpKey(() => setKeys(true));

  if (!board)
    return error ? <ErrorState error={error} retry={() => void refetch()} /> : <BoardSkeleton stages={pipeline.stages} narrow={narrow} />;

  const filtered = filterCount(search) > 0;
  const beside = isBeside(key.filters);
  const empty = board.stages.every((stage) => stage.count === 0);
  const kindOf = (id: string | undefined) => board.stages.find((stage) => stage.id === id)?.kind;
  const stageName = (id: string) => board.stages.find((stage) => stage.id === id)?.name ?? id;
  const onMove = (card: Card, to: string) =>
    move.mutate(
      { card, to },
      {
        onError: (refused) =>
          notifications.show({
            color: "red",
            title: t("move.refused", { name: nameOf(card), stage: stageName(card.stageId) }),
            message: errorText(refused),
          }),
      },
    );
  const gates = channel?.gates ?? [];

  return (
    <>
      {pastDay && (
        <div className={classes.asOf} role="status">
          <span>{t(search.asKnownOn ? "asOf.bannerKnown" : "asOf.banner", { day: format.day(pastDay) })}</span>
          <button type="button" onClick={() => onSearch((old) => ({ ...old, asOf: undefined, asKnownOn: undefined }))}>
            {t("asOf.now")}
          </button>
        </div>
      )}
      {empty ? (
        <Nothing filtered={filtered} onClear={() => onSearch(withoutFilters)} />
      ) : narrow ? (
        <StageList
          boardKey={key}
          stages={board.stages}
          gates={gates}
          stageId={search.stage}
          editable={editable}
          flashing={flashing}
          onStage={(stage) => onSearch((old) => ({ ...old, stage }), true)}
          onGate={setGate}
          onOpen={onOpen}
          onMove={onMove}
          onLose={setLosing}
        />
      ) : (
        <div className={classes.page} aria-busy={isPlaceholderData}>
          <Board
            boardKey={key}
            stages={board.stages}
            asOfMs={pastDay ? Date.parse(board.asOf) : undefined}
            editable={editable}
            selectedId={search.deal}
            flashing={flashing}
            hrefOf={hrefOf}
            onOpen={onOpen}
            onMove={onMove}
            onLose={setLosing}
            onKeys={() => setKeys(true)}
            onHold={hold}
          >
            <Channel
              stages={board.stages}
              gates={gates}
              jams={jams}
              filtered={filtered}
              beside={beside}
              onStage={goToColumn}
              onGate={setGate}
            >
              <button type="button" className={classes.keysButton} onClick={() => setKeys(true)} aria-keyshortcuts="?">
                {t("keys.button")}
              </button>
            </Channel>
          </Board>
        </div>
      )}
      <LoseDialog
        subject={losing && nameOf(losing)}
        draftKey={losing?.id ?? ""}
        busy={lose.isPending}
        onClose={() => setLosing(undefined)}
        onLose={(loss) => {
          const card = losing!;
          setLosing(undefined);
          lose.mutate(
            { card, loss },
            {
              onSuccess: () => notifications.show({ message: t("lost.done", { name: nameOf(card) }) }),
              onError: (refused) =>
                notifications.show({ color: "red", title: t("lost.refused", { name: nameOf(card) }), message: errorText(refused) }),
            },
          );
        }}
      />
      <Suspense fallback={null}>
        {gate && (
          <GateDialog
            gate={gate}
            returning={kindOf(gate.to) === "returning"}
            nameOf={stageName}
            period={channel}
            beside={beside}
            onClose={() => setGate(undefined)}
            onDeals={({ from, to }) => {
              setGate(undefined);
              onSearch((old) => ({ ...old, view: "list", stage: kindOf(to) === "returning" ? to : from }));
            }}
          />
        )}
        {keys && <KeysDialog opened onClose={() => setKeys(false)} />}
      </Suspense>
    </>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation("pipeline");
  const workspace = useWorkspace();
  if (filtered) {
    return (
      <EmptyState
        title={t("empty.filtered")}
        action={
          <Button variant="default" onClick={onClear}>
            {t("filter.clear")}
          </Button>
        }
      >
        {t("empty.filteredHint")}
      </EmptyState>
    );
  }
  const connect = workspace.can("sources.edit") && (
    <Button renderRoot={(props) => <Link to="/w/$workspaceId/settings/sources/new" params={{ workspaceId: workspace.id }} {...props} />}>
      {t("empty.connect")}
    </Button>
  );
  return (
    <EmptyState title={t("empty.title")} action={connect}>
      {t("empty.text")}
    </EmptyState>
  );
}

/** `?` anywhere on the page, but not while someone writes. */
function useHelpKey(open: () => void): void {
  useWindowEvent("keydown", (event) => {
    if (event.key !== "?" || event.defaultPrevented) return;
    if (
      event.target instanceof HTMLElement &&
      (event.target.isContentEditable || event.target.closest("input, textarea, select, [role=dialog]"))
    )
      return;
    event.preventDefault();
    open();
  });
}

/** From a basin of the channel to its column: the first card there, or the column itself. */
function goToColumn(stageId: string): void {
  const column = document.querySelector<HTMLElement>(`[data-stage="${CSS.escape(stageId)}"]`);
  column?.scrollIntoView({ inline: "center", block: "nearest", behavior: "smooth" });
  column?.querySelector<HTMLElement>("[data-place]")?.focus({ preventScroll: true });
}
