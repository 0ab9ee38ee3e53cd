import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Board, CardsPage } from "#deals/contract.ts";
import { useLiveChange } from "#web/lib/live.ts";
import { usePaced } from "#web/lib/use-paced.ts";
import { boardQuery, type BoardKey } from "./api.ts";
import { changedCards } from "./board-changes.ts";

const boardPace = { waitMs: 30, everyMs: 200 };
const channelPace = { waitMs: 700, everyMs: 5_000 };
const flashMs = 1_700;

/**
 * Keeps the board as it is in the shop: the head of every column at most every 200 ms, further pages where something in them changed,
 * the channel's gates every few seconds. Returns the cards to flash, and `hold` for while a card hangs in the air.
 */
export function useLiveBoard(key: BoardKey, board: Board | undefined): { flashing: ReadonlySet<string>; hold: (on: boolean) => void } {
  const client = useQueryClient();
  const touched = useRef<Set<string> | "any">(new Set());
  const past = key.past !== undefined;

  const askBoard = usePaced(async () => {
    if (client.isMutating({ mutationKey: ["move", key.pipelineId] }) > 0) return;
    const dealIds = touched.current;
    touched.current = new Set();
    const { queryKey } = boardQuery(key);
    const before = client.getQueryData<Board>(queryKey);
    await client.refetchQueries({ queryKey, exact: true, type: "active" }, { cancelRefetch: false });
    const after = client.getQueryData<Board>(queryKey);
    const lengths = new Map(before?.stages.map((stage) => [stage.id, stage.count]));
    const changed = new Set(after?.stages.filter((stage) => lengths.get(stage.id) !== stage.count).map((stage) => stage.id));
    await client.refetchQueries({
      queryKey: ["cards", key.pipelineId],
      type: "active",
      predicate: ({ queryKey: [, , , stageId], state }) =>
        changed.has(String(stageId)) ||
        dealIds === "any" ||
        ((state.data as CardsPage | undefined)?.cards.some((card) => dealIds.has(card.id)) ?? false),
    });
  }, boardPace);

  const askChannel = usePaced(
    () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["channel", key.pipelineId] }),
        client.invalidateQueries({ queryKey: ["deals", key.pipelineId] }),
      ]),
    channelPace,
  );

  useLiveChange((change) => {
    if (change?.pipelines.includes(key.pipelineId)) void client.invalidateQueries({ queryKey: ["pipelines"] });
    if (past || (change && change.deals.length === 0 && !change.more && change.pipelines.length === 0)) return;
    if (!change || change.more) touched.current = "any";
    else if (touched.current !== "any") for (const id of change.deals) touched.current.add(id);
    askBoard.ask();
    askChannel.ask();
  });

  return { flashing: useFlashing(board, past), hold: askBoard.hold };
}

function useFlashing(board: Board | undefined, past: boolean): ReadonlySet<string> {
  const [flashing, setFlashing] = useState<ReadonlySet<string>>(new Set());
  const before = useRef<Board | undefined>(undefined);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  const flash = useCallback((ids: string[]) => {
    setFlashing((old) => new Set([...old, ...ids]));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setFlashing((old) => new Set([...old].filter((id) => !ids.includes(id))));
    }, flashMs);
    timers.current.add(timer);
  }, []);
  useEffect(() => {
    const last = before.current;
    before.current = board;
    if (!last || !board || past || last.pipelineId !== board.pipelineId || last.seq >= board.seq) return;
    const ids = changedCards(last.stages, board.stages);
    // a whole column that is new is another view of the board, not news
    if (ids.length > 0 && ids.length <= 30) flash(ids);
  }, [board, past, flash]);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  return flashing;
}
