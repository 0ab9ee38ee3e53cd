import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { now } from "#base/clock.ts";
import type { Config } from "#base/config.ts";
import { newId } from "#base/ids.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { isDatabaseAway } from "#base/postgres/errors.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import type { Worker } from "#ledger/worker.ts";
import { finishBackup, insertBackup, listBackups, type BackupRow } from "./queries.ts";
import { isDue, toDelete } from "./retention.ts";
import { writeBackup, type BackupKey } from "./write-backup.ts";

export type Backups = {
  /** Makes one every night and lets old ones go. */
  worker: Worker;
  /** Starts one now; refuses while one is under way here. What became of it is in `list`. */
  start(): Promise<void>;
  list(): Promise<BackupRow[]>;
  isRunning(): boolean;
  settings: Config["backups"];
};

const lookMs = 60_000;
const listed = 30;

export function createBackups(parts: { db: Database; config: Config; log: Log; key: BackupKey }): Backups {
  const { db, config, log } = parts;
  const settings = config.backups;
  const timeZone = Temporal.Now.timeZoneId();
  const startedMs = now();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let looking: Promise<void> = Promise.resolve();
  let running: Promise<void> | undefined;
  let failure: string | undefined;

  async function look(): Promise<void> {
    try {
      const lastMs = (await listBackups(db, listed)).find(({ nightly }) => nightly)?.startedAt;
      if (settings.nightly && isDue({ nowMs: now(), lastMs, startedMs }, timeZone)) {
        await begin(true);
        thinOut(settings, timeZone);
      }
    } catch (error) {
      if (!isDatabaseAway(error) && !(error instanceof Refusal)) log.error({ err: error }, "could not look whether a backup is due");
    }
    if (!stopped) timer = setTimeout(() => (looking = look()), lookMs).unref();
  }

  async function begin(nightly: boolean): Promise<void> {
    if (running) throw refuse("conflict", "backup_running");
    const work = make(parts, nightly);
    running = work
      .then(
        () => (failure = undefined),
        (error: unknown) => {
          failure = error instanceof Error ? error.message : String(error);
          if (!(error instanceof Refusal)) log.error({ err: error }, "the backup failed");
        },
      )
      .then(() => (running = undefined));
    if (nightly) await running;
  }

  return {
    settings,
    start: () => begin(false),
    list: () => listBackups(db, listed),
    isRunning: () => running !== undefined,
    worker: {
      name: "backups",
      start() {
        stopped = false;
        timer = setTimeout(() => (looking = look()), lookMs).unref();
      },
      async stop() {
        stopped = true;
        clearTimeout(timer);
        await Promise.all([looking, running]);
      },
      lag: () => Promise.resolve(0),
      error: () => failure,
    },
  };
}

/** One backup with its row in the list; rejects when it failed, with the reason kept. */
export async function make(
  { db, config, key }: { db: Database; config: Config; key: BackupKey },
  nightly: boolean,
  file?: string,
): Promise<BackupRow> {
  const row = { id: newId(), nightly, startedAt: now() };
  const target = file ?? path.join(config.backups.dir, nameOf(row.startedAt, nightly));
  await insertBackup(db, row);
  try {
    const { bytes } = await writeBackup(db, target, key);
    await finishBackup(db, row.id, { file: target, bytes });
    return { ...row, finishedAt: now(), file: target, bytes, error: null };
  } catch (error) {
    const reason = error instanceof Refusal ? error.code : error instanceof Error ? error.message : String(error);
    await finishBackup(db, row.id, { error: reason.slice(0, 500) }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

const nightlyName = /^sluice-nightly-(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d)Z\.tar$/;

function nameOf(atMs: number, nightly: boolean): string {
  return `sluice-${nightly ? "nightly-" : ""}${new Date(atMs).toISOString().slice(0, 19).replaceAll(":", "")}Z.tar`;
}

/** Lets nightly backups go that are neither among the last days nor the last weeks; others stay until someone removes them. */
export function thinOut({ dir, days, weeks }: Config["backups"], timeZone: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files = new Map(
    readdirSync(dir).flatMap((name) => {
      const [, hour, minute, second] = nightlyName.exec(name) ?? [];
      return hour === undefined ? [] : [[Date.parse(`${hour}:${minute}:${second}Z`), name] as const];
    }),
  );
  for (const at of toDelete([...files.keys()], { days, weeks }, timeZone)) rmSync(path.join(dir, files.get(at)!), { force: true });
}
