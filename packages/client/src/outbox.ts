import type { Draft, Fact } from "./fact.ts";
import { identify } from "./identify.ts";
import { send, type Target } from "./send.ts";

/**
 * What has to be told. It is written together with the change it is about, as "look at order 7"; what there is to say is read right after
 * the change is final, and stays in the row until Sluice has it.
 */
export type Note = { id: string; topic: string; subject: string };
export type Told = { id: string; facts: Fact[] };

/** The shop's own database. Every call is one short statement; two processes that work at once do no harm. */
export type Store = {
  /** The oldest notes that were not looked at yet and whose time has come. */
  unread(limit: number, nowMs: number): Promise<Note[]>;
  /** Keeps what there is to say; a note that has nothing to say goes. */
  fill(id: string, facts: readonly Fact[]): Promise<void>;
  /** The oldest that have something to say and whose time has come. */
  due(limit: number, nowMs: number): Promise<Told[]>;
  done(ids: readonly string[]): Promise<void>;
  /** Sets one aside that could not be read, or that Sluice would not take. It is tried again then; nothing is ever thrown away. */
  defer(id: string, untilMs: number, problem: string): Promise<void>;
};

export type Parts = {
  store: Store;
  /** What there is to say about the subject now; nothing when it is gone or says nothing about a sale. */
  read(note: Note): Promise<Draft[]>;
  target: Target;
  log(message: string): void;
  /** For tests. */
  now?: () => number;
  random?: () => number;
};

const batch = { rows: 100, facts: 200, bytes: 300_000 };
const firstWaitMs = 1_000;
const longestWaitMs = 5 * 60_000;
const setAsideMs = 60 * 60_000;

/** Tells Sluice what the shop's database says it still has to be told, in rounds that never overlap. */
export function createOutbox(parts: Parts) {
  const { store, read, target, log, now = Date.now, random = Math.random } = parts;
  let failures = 0;
  let closedUntilMs = 0;
  let running: Promise<void> | undefined;
  let again = false;

  async function round(): Promise<void> {
    await readAll();
    if (now() >= closedUntilMs) await sendAll();
  }

  async function readAll(): Promise<void> {
    for (;;) {
      const notes = await store.unread(batch.rows, now());
      for (const same of bySubject(notes)) await readOnce(same);
      if (notes.length < batch.rows) return;
    }
  }

  /** Notes about the same subject ask the same: a single sale leaves a dozen of them. */
  async function readOnce([note, ...others]: readonly Note[]): Promise<void> {
    if (!note) return;
    let drafts: Draft[];
    try {
      drafts = await read(note);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      log(`${note.topic} ${note.subject} could not be read, it is tried again in an hour: ${problem}`);
      return store.defer(note.id, now() + setAsideMs, problem);
    }
    await store.fill(note.id, drafts.map(identify));
    if (others.length > 0) await store.done(others.map(({ id }) => id));
  }

  async function sendAll(): Promise<void> {
    for (;;) {
      const rows = await store.due(batch.rows, now());
      for (const part of parted(rows)) if (!(await sendPart(part))) return;
      if (rows.length < batch.rows) return;
    }
  }

  /** False when Sluice is away: there is no use in going on. */
  async function sendPart(rows: readonly Told[]): Promise<boolean> {
    const outcome = await send(
      target,
      rows.flatMap(({ facts }) => facts),
      now(),
    );
    if (outcome.kind === "later") {
      failures += 1;
      const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
      closedUntilMs = now() + Math.min(setAsideMs, outcome.afterMs ?? Math.round(wait * (0.5 + random() / 2)));
      log(`Sluice did not take ${rows.length} entries, they stay here: ${outcome.why}`);
      return false;
    }
    failures = 0;
    if (outcome.kind === "kept") {
      await store.done(rows.map(({ id }) => id));
      return true;
    }
    if (rows.length === 1) {
      await store.defer(rows[0]!.id, now() + setAsideMs, outcome.why);
      log(`Sluice refuses entry ${rows[0]!.id}, it is tried again in an hour: ${outcome.why}`);
      return true;
    }
    const half = rows.length >> 1;
    return (await sendPart(rows.slice(0, half))) && (await sendPart(rows.slice(half)));
  }

  return {
    /** Resolves when there is nothing to do, or Sluice is away. Called while a round runs, one more follows. */
    flush(): Promise<void> {
      if (running) {
        again = true;
        return running;
      }
      running = (async () => {
        do {
          again = false;
          await round();
        } while (again);
      })().finally(() => (running = undefined));
      return running;
    },
    /** How long the door stays closed after a failure; 0 when it is open. */
    waitMs: () => Math.max(0, closedUntilMs - now()),
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

function bySubject(notes: readonly Note[]): Note[][] {
  const groups = new Map<string, Note[]>();
  for (const note of notes) {
    const key = `${note.topic} ${note.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), note]);
  }
  return [...groups.values()];
}

/** Rows in requests that Sluice takes: not too many facts, not too many bytes. */
function parted(rows: readonly Told[]): Told[][] {
  const parts: Told[][] = [];
  let facts = 0;
  let bytes = 0;
  for (const row of rows) {
    const size = JSON.stringify(row.facts).length;
    const fits = parts.length > 0 && facts + row.facts.length <= batch.facts && bytes + size <= batch.bytes;
    if (fits) parts.at(-1)!.push(row);
    else {
      parts.push([row]);
      [facts, bytes] = [0, 0];
    }
    facts += row.facts.length;
    bytes += size;
  }
  return parts;
}
