import { rmSync } from "node:fs";
import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import type { Moment } from "./moment.ts";
import { fillPast } from "./past.ts";

export type Pasts = {
  /** Runs `work` on the projection as a past moment had it; `seq` is that of the projection of now. */
  read<T>(workspaceId: string, moment: Moment, seq: number, work: (duck: Duck) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

type Past = { run<T>(work: (duck: Duck) => Promise<T>): Promise<T>; close(): Promise<void> };

/** Past projections, filled when they are first asked for, the last few kept; each in a file of its own beside the projection's. */
export function createPasts(db: Database, projection: string, connect: () => Promise<Duck & { close(): void }>): Pasts {
  const kept = new Map<string, Promise<Past>>();
  let made = 0;

  async function make(workspaceId: string, moment: Moment): Promise<Past> {
    const name = `past_${(made += 1)}`;
    const file = `${projection}.${name}`;
    const duck = await connect();
    const home = (await duck.rows<{ name: string }>("select current_database() as name"))[0]!.name;
    const remove = () => {
      for (const part of ["", ".wal"]) rmSync(file + part, { force: true });
    };
    const close = async () => {
      await duck.run(`use "${home}"`);
      await duck.run(`detach ${name}`);
      duck.close();
      remove();
    };
    remove();
    await duck.run(`attach '${file.replaceAll("'", "''")}' as ${name}`);
    await duck.run(`use ${name}`);
    try {
      await fillPast(db, duck, home, workspaceId, moment);
    } catch (error) {
      await close();
      throw error;
    }
    let turn: Promise<unknown> = Promise.resolve();
    const run: Past["run"] = (work) => {
      const mine = turn.then(() => work(duck));
      turn = mine.catch(() => {});
      return mine;
    };
    return { run, close: () => run(close) };
  }

  function drop(key: string): Promise<void> {
    const past = kept.get(key);
    kept.delete(key);
    return past?.then((open) => open.close()).catch(() => {}) ?? Promise.resolve();
  }

  return {
    async read(workspaceId, moment, seq, work) {
      const key = [workspaceId, moment.asOfMs, moment.knownSeq ?? `now ${seq}`].join(" ");
      const past = kept.get(key) ?? make(workspaceId, moment);
      kept.delete(key);
      kept.set(key, past); // the last used stands last
      for (const old of [...kept.keys()].slice(0, -limits.pastsKept)) void drop(old);
      try {
        return await (await past).run(work);
      } catch (error) {
        if (kept.get(key) === past) await past.catch(() => kept.delete(key)); // one that could not be filled is tried again
        throw error;
      }
    },
    async close() {
      await Promise.all([...kept.keys()].map(drop));
    },
  };
}
