import { limits } from "#base/limits.ts";
import type { Log } from "#base/log.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { listen } from "#base/postgres/listen.ts";
import { listenToLedger } from "#ledger/listen.ts";
import { lastSeq } from "#ledger/read.ts";
import { duplicatesChannel } from "#people/duplicates/find-candidates.ts";
import type { LiveChange } from "#workspaces/contract.ts";
import { changesAfter } from "./live-queries.ts";
import type { Worker } from "./workers.ts";

/** Someone's screen: takes a change; a slow one gets what it missed as one. */
export type Watcher = { send(change: LiveChange): void; end(): void };

export type Live = Worker & {
  /** Joins the watchers of a workspace; returns what leaves again. */
  join(workspaceId: string, watcher: Watcher): Promise<() => void>;
  isWatched(workspaceId: string): boolean;
};

type Watched = { watchers: Set<Watcher>; seq: number; timer: NodeJS.Timeout | undefined; reading: boolean; dirty: boolean };

/**
 * Tells open screens what the ledger says has changed: one listening connection for the process, one reading for all watchers of a
 * workspace, at most one telling in `limits.liveIntervalMs`. It keeps no cursor: who was away asks again for all they show.
 */
export function createLive(db: Database, log: Log): Live {
  const watched = new Map<string, Watched>();
  let listeners: { close(): Promise<void> }[] = [];
  let sweep: NodeJS.Timeout | undefined;
  let count = 0;
  let failure: string | undefined;

  function wake(workspaceId: string): void {
    const place = watched.get(workspaceId);
    if (!place) return;
    place.dirty = true;
    if (place.reading || place.timer) return;
    place.timer = setTimeout(() => {
      place.timer = undefined;
      void tell(workspaceId, place);
    }, limits.liveIntervalMs);
  }

  async function tell(workspaceId: string, place: Watched): Promise<void> {
    place.reading = true;
    place.dirty = false;
    try {
      const change = await db.inWorkspace(workspaceId, (tx) => changesAfter(tx, place.seq));
      failure = undefined;
      if (change) {
        place.seq = change.seq;
        for (const watcher of place.watchers) watcher.send(change);
      }
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      log.warn({ err: error, workspaceId }, "could not tell the open screens");
    } finally {
      place.reading = false;
      if (place.dirty) wake(workspaceId);
    }
  }

  /** Pairs are found after the ledger has told of what they come from, and are in no row of it. */
  function tellDuplicates(workspaceId: string): void {
    const place = watched.get(workspaceId);
    const change = { deals: [], contacts: [], pipelines: [], sources: [], duplicates: true, more: false };
    for (const watcher of place?.watchers ?? []) watcher.send({ ...change, seq: place!.seq });
  }

  return {
    name: "live",
    start() {
      listeners = [listenToLedger(db, log, wake), listen(db, log, duplicatesChannel, tellDuplicates)];
      sweep = setInterval(() => {
        for (const workspaceId of watched.keys()) wake(workspaceId); // what a broken connection did not hear
      }, 5_000);
    },
    async stop() {
      clearInterval(sweep);
      for (const place of watched.values()) {
        clearTimeout(place.timer);
        for (const watcher of place.watchers) watcher.end();
      }
      watched.clear();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
    async lag() {
      let lag = 0;
      for (const [workspaceId, place] of watched) lag += Math.max(0, (await db.inWorkspace(workspaceId, lastSeq)) - place.seq);
      return lag;
    },
    error: () => failure,
    isWatched: (workspaceId) => watched.has(workspaceId),
    async join(workspaceId, watcher) {
      if (count >= limits.liveConnections) throw refuse("too_many", "too_many_watchers", { limit: limits.liveConnections, retryAfter: 30 });
      const seq = await db.inWorkspace(workspaceId, (tx: Tx) => lastSeq(tx));
      const place = watched.get(workspaceId) ?? { watchers: new Set(), seq, timer: undefined, reading: false, dirty: false };
      watched.set(workspaceId, place);
      place.watchers.add(watcher);
      count += 1;
      wake(workspaceId); // what was written since `seq` was read
      let joined = true;
      return () => {
        if (!joined) return;
        joined = false;
        count -= 1;
        place.watchers.delete(watcher);
        if (place.watchers.size > 0) return;
        clearTimeout(place.timer);
        if (watched.get(workspaceId) === place) watched.delete(workspaceId);
      };
    },
  };
}
