import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import { openBeside } from "./beside.ts";
import type { Moment } from "#ledger/moment.ts";
import { fillPast, followHome } from "./past.ts";

export type Pasts = {
  /** Runs `work` on the projection as a past moment had it; `seq` is that of the projection of now. */
  read<T>(workspaceId: string, moment: Moment, seq: number, work: (duck: Duck) => Promise<T>): Promise<T>;
  /** Throws a workspace's pasts away. */
  forget(workspaceId: string): Promise<void>;
  close(): Promise<void>;
};

type Past = { run<T>(work: (duck: Duck) => Promise<T>): Promise<T>; close(): Promise<void> };

/** Past projections, filled when they are first asked for, the last few kept; each in a file of its own beside the projection's. */
export function createPasts(db: Database, projection: string, connect: () => Promise<Duck & { close(): void }>): Pasts {
  const kept = new Map<string, { seq: number; past: Promise<Past> }>();
  let made = 0;

  async function make(workspaceId: string, moment: Moment): Promise<Past> {
    const name = `past_${(made += 1)}`;
    const duck = await connect();
    const { home, close } = await openBeside(duck, name, `${projection}.${name}`, (from) => fillPast(db, duck, from, workspaceId, moment));
    let turn: Promise<unknown> = Promise.resolve();
    const next = <T>(work: () => Promise<T>): Promise<T> => {
      const mine = turn.then(work);
      turn = mine.catch(() => {});
      return mine;
    };
    return {
      run: (work) =>
        next(async () => {
          if (moment.knownSeq === undefined) await followHome(db, duck, home, workspaceId, moment);
          return work(duck);
        }),
      close: () => next(close),
    };
  }

  function drop(key: string): Promise<void> {
    const old = kept.get(key);
    kept.delete(key);
    return old?.past.then((open) => open.close()).catch(() => {}) ?? Promise.resolve();
  }

  return {
    async read(workspaceId, moment, seq, work) {
      const key = [workspaceId, moment.asOfMs, moment.knownSeq].join(" ");
      // One that would have to take in more than a chunk is sooner filled anew.
      if (moment.knownSeq === undefined && seq - (kept.get(key)?.seq ?? seq) > limits.readerRows) void drop(key);
      const past = kept.get(key)?.past ?? make(workspaceId, moment);
      kept.delete(key);
      kept.set(key, { seq, past }); // the last used stands last
      for (const old of [...kept.keys()].slice(0, -limits.pastsKept)) void drop(old);
      try {
        return await (await past).run(work);
      } catch (error) {
        if (kept.get(key)?.past === past) await past.catch(() => kept.delete(key)); // one that could not be filled is tried again
        throw error;
      }
    },
    async forget(workspaceId) {
      await Promise.all([...kept.keys()].filter((key) => key.startsWith(workspaceId)).map(drop));
    },
    async close() {
      await Promise.all([...kept.keys()].map(drop));
    },
  };
}
