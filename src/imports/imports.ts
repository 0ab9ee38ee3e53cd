import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import type { Worker } from "#ledger/worker.ts";
import { askQuestions } from "./ask-questions.ts";
import type { SavedPlan } from "./beliefs/context.ts";
import { believeFiles } from "./believe-files.ts";
import { check, type OpenPreview } from "./check.ts";
import type { ImportState, Plan } from "./contract.ts";
import { keepAnswers } from "./keep-answers.ts";
import { readFile } from "./read/read-file.ts";
import {
  deleteImport,
  getImport,
  insertImport,
  isAnotherBusy,
  listBusy,
  lockImport,
  updateImport,
  type Busy,
  type Import,
} from "./queries.ts";
import { run } from "./run.ts";
import { undo } from "./undo/undo.ts";
import { createWorks, type Works } from "./work.ts";

export type Progress = { step: string; done: number; of: number; startedAt: number };

/** Files on their way in, and everything that is done with them. */
export type Imports = {
  works: Works;
  worker: Worker;
  /** Of an import that is being worked on in this process. */
  progressOf(importId: string): Progress | undefined;
  create(workspaceId: string, by: string | null, name: string): Promise<string>;
  /** Takes a file in; it is read right after. */
  arrive(workspaceId: string, importId: string, name: string, body: ReadableStream<Uint8Array> | null): Promise<void>;
  removeFile(workspaceId: string, importId: string, fileId: string): Promise<void>;
  changePlan(workspaceId: string, importId: string, plan: Plan): Promise<void>;
  /** Takes a shared plan, fitted by the headers; refused where no file has them. */
  takePlan(workspaceId: string, importId: string, shared: SavedPlan): Promise<void>;
  /** Starts the dry run, the run, the cancelling or the undoing. */
  start(workspaceId: string, importId: string, what: "check" | "run" | "cancel" | "undo"): Promise<void>;
  remove(workspaceId: string, importId: string): Promise<void>;
};

const lookAgainMs = 1_000;

/** From which states each order may be given, and to which it leads. */
const orders: Record<"check" | "run" | "undo", { from: readonly ImportState[]; to: ImportState }> = {
  check: { from: ["draft", "checked", "failed"], to: "checking" },
  run: { from: ["checked"], to: "running" },
  undo: { from: ["done", "failed"], to: "undoing" },
};

export function createImports({
  db,
  dataDir,
  log,
  openPreview,
}: {
  db: Database;
  dataDir: string;
  log: Log;
  openPreview: OpenPreview;
}): Imports {
  const works = createWorks(dataDir);
  const progress = new Map<string, Progress>();
  /** Imports whose files are being read, one after the other. */
  const reading = new Map<string, Promise<void>>();
  /** Plans as a person changed them, for when another file comes or one goes. */
  const answers = new Map<string, Plan>();
  let stopped = false;
  let wake: () => void = () => {};
  let running: Promise<void> = Promise.resolve();
  let failure: string | undefined;

  const at = (workspaceId: string, importId: string, change: (found: Import) => Partial<Import> | undefined): Promise<void> =>
    db.inWorkspace(workspaceId, async (tx) => {
      const wish = change(await lockImport(tx, importId));
      if (wish) await updateImport(tx, importId, wish);
    });

  function pathOf(importId: string, fileId: string): string {
    return path.join(works.folder(importId), fileId);
  }

  async function arrive(workspaceId: string, importId: string, name: string, body: ReadableStream<Uint8Array> | null): Promise<void> {
    const fileId = newId().replaceAll("-", "").slice(-12);
    await at(workspaceId, importId, (found) => {
      if (!["draft", "checked", "failed"].includes(found.state)) throw refuse("conflict", "import_not_open", { state: found.state });
      if (found.files.length >= limits.importFiles) throw refuse("conflict", "too_many_files", { limit: limits.importFiles });
      const file: Import["files"][number] = {
        id: fileId,
        name,
        bytes: 0,
        state: "arriving",
        refusal: null,
        format: null,
        knownAs: null,
        encoding: null,
        delimiter: null,
        rows: 0,
        badRows: 0,
        columns: [],
        fingerprint: null,
      };
      return { state: "draft", files: [...found.files, file], name: found.name || name, checkResult: null };
    });
    mkdirSync(works.folder(importId), { recursive: true, mode: 0o700 });
    const file = pathOf(importId, fileId);
    let bytes = 0;
    const limited = new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        done(bytes > limits.importFileBytes ? refuse("too_large", "file_too_large", { limitBytes: limits.importFileBytes }) : null, chunk);
      },
    });
    try {
      await pipeline(body ? Readable.fromWeb(body as never) : Readable.from([]), limited, createWriteStream(file, { mode: 0o600 }));
    } catch (error) {
      rmSync(file, { force: true });
      await at(workspaceId, importId, ({ files }) => ({ files: files.filter(({ id }) => id !== fileId) }));
      throw error instanceof Refusal ? error : refuse("invalid", "upload_broken", { name });
    }
    await at(workspaceId, importId, ({ files }) => ({
      files: files.map((each) => (each.id === fileId ? { ...each, bytes, state: "reading" } : each)),
    }));
    readFiles(workspaceId, importId);
  }

  /** Reads what has arrived, and then says what is believed. Nobody waits for it. */
  function readFiles(workspaceId: string, importId: string): void {
    const before = reading.get(importId) ?? Promise.resolve();
    const mine = before
      .then(() => readWaiting(workspaceId, importId))
      .catch((error: unknown) => {
        if (!stopped) log.error({ err: error, importId }, "could not read an import's files");
      })
      .finally(() => {
        if (reading.get(importId) === mine) reading.delete(importId);
      });
    reading.set(importId, mine);
  }

  async function readWaiting(workspaceId: string, importId: string): Promise<void> {
    for (;;) {
      const found = await db.inWorkspace(workspaceId, (tx) => getImport(tx, importId));
      const file = found.files.find(({ state }) => state === "reading");
      if (!file || stopped) break;
      progress.set(importId, { step: "read", done: 0, of: file.bytes, startedAt: now() });
      const read = await works.use(importId, async (duck): Promise<Partial<Import["files"][number]>> => {
        try {
          const { notes, ...about } = await readFile({ duck, path: pathOf(importId, file.id), name: file.name, fileId: file.id });
          await duck.run("create table if not exists read_file (file_id varchar, read varchar)");
          await duck.run("insert into read_file values ($file, $read)", { file: file.id, read: JSON.stringify({ notes, ...about }) });
          const { format, encoding, delimiter, rows, badRows } = about;
          return { state: "read", format, encoding, delimiter, rows, badRows };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return { state: "refused", refusal: { code: error.code, details: error.details } };
        }
      });
      progress.delete(importId);
      await at(workspaceId, importId, ({ files }) => ({ files: files.map((each) => (each.id === file.id ? { ...each, ...read } : each)) }));
    }
    await believe(workspaceId, importId);
  }

  async function believe(workspaceId: string, importId: string): Promise<void> {
    const found = await db.inWorkspace(workspaceId, (tx) => getImport(tx, importId));
    if (found.state !== "draft" || found.files.some(({ state }) => state === "arriving" || state === "reading")) return;
    if (!found.files.some(({ state }) => state === "read")) return at(workspaceId, importId, () => ({ plan: null, beliefs: [] }));
    const believed = await works.use(importId, (duck) => believeFiles(db, workspaceId, duck, found.files));
    await at(workspaceId, importId, (current) => {
      if (current.state !== "draft" || current.files.length !== found.files.length) return undefined;
      const said = answers.get(importId);
      return said && believed.plan ? { ...believed, plan: keepAnswers(said, believed.plan) } : believed;
    });
  }

  async function start(workspaceId: string, importId: string, what: "check" | "run" | "cancel" | "undo"): Promise<void> {
    await db.inWorkspace(workspaceId, async (tx) => {
      const found = await lockImport(tx, importId);
      if (what === "cancel") {
        if (found.state === "checking") return updateImport(tx, importId, { state: "draft" });
        if (found.state !== "running") throw refuse("conflict", "import_not_running", { state: found.state });
        return updateImport(tx, importId, { state: "cancelling" });
      }
      const { from, to } = orders[what];
      if (!from.includes(found.state))
        throw refuse("conflict", what === "run" ? "import_not_checked" : "import_not_open", { state: found.state });
      if (what === "undo" && found.firstSeq === null) throw refuse("conflict", "import_not_done", { state: found.state });
      if (!found.plan) throw refuse("conflict", "import_without_files");
      if (what !== "undo" && askQuestions(found).length > 0)
        throw refuse("conflict", "import_has_questions", { open: askQuestions(found) });
      if (what !== "check" && (await isAnotherBusy(tx, importId))) throw refuse("conflict", "import_busy");
      await updateImport(tx, importId, { state: to, failure: null, ...(what === "check" && { checkResult: null }) });
    });
    wake();
  }

  async function changePlan(workspaceId: string, importId: string, plan: Plan): Promise<void> {
    await at(workspaceId, importId, (found) => {
      if (!["draft", "checked", "failed"].includes(found.state) || found.firstSeq !== null)
        throw refuse("conflict", "import_not_open", { state: found.state });
      const known = new Set(found.files.map(({ id }) => id));
      if (plan.files.some(({ fileId }) => !known.has(fileId))) throw refuse("invalid", "plan_of_other_files");
      return { plan, state: "draft", checkResult: null, failure: null };
    });
    answers.set(importId, plan);
  }

  async function takePlan(workspaceId: string, importId: string, shared: SavedPlan): Promise<void> {
    const found = await db.inWorkspace(workspaceId, (tx) => getImport(tx, importId));
    const believed = await works.use(importId, (duck) => believeFiles(db, workspaceId, duck, found.files, shared));
    if (believed.savedPlan === null) throw refuse("invalid", "plan_fits_no_file");
    await changePlan(workspaceId, importId, believed.plan!);
    await at(workspaceId, importId, () => ({ beliefs: believed.beliefs! }));
  }

  async function workOn({ workspaceId, importId, state }: Busy): Promise<void> {
    const found = await db.inWorkspace(workspaceId, (tx) => getImport(tx, importId));
    const startedAt = now();
    const tell = (step: string, done: number, of: number) => void progress.set(importId, { step, done, of, startedAt });
    let isTurned = false; // the state was changed by a person meanwhile
    const watch = setInterval(() => {
      void db
        .inWorkspace(workspaceId, (tx) => getImport(tx, importId))
        .then((current) => (isTurned = current.state !== state))
        .catch(() => {});
    }, 1_000);
    const common = { db, workspaceId, importId, progress: tell, stopped: () => stopped || isTurned };
    try {
      if (state === "checking") {
        const headers = new Map(found.files.map(({ id, columns }) => [id, columns.map(({ header }) => header)]));
        const result = await works.use(importId, (work) =>
          check({ ...common, work, actorId: found.createdBy, plan: found.plan!, headers, nowMs: startedAt, openPreview }),
        );
        if (!stopped)
          await at(workspaceId, importId, (current) =>
            current.state === "checking" ? { state: "checked", checkResult: result } : undefined,
          );
      } else if (state === "running") await works.use(importId, (work) => run({ ...common, work }));
      else await undo({ ...common });
    } catch (error) {
      if (stopped) return;
      if (!(error instanceof Refusal)) {
        log.error({ err: error, importId, state }, "an import failed");
      }
      const reason =
        error instanceof Refusal
          ? { code: error.code, details: error.details }
          : { code: "import_failed", details: { message: error instanceof Error ? error.message.slice(0, 300) : String(error) } };
      await at(workspaceId, importId, (current) => (current.state === state ? { state: "failed", failure: reason } : undefined));
    } finally {
      clearInterval(watch);
      progress.delete(importId);
    }
  }

  async function loop(): Promise<void> {
    await resumeReading();
    while (!stopped) {
      try {
        const busy = await listBusy(db);
        for (const each of busy) if (!stopped) await workOn(each);
        failure = undefined;
        if (busy.length > 0) continue;
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      if (!stopped)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookAgainMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
    }
  }

  /** What was on its way or being read when the process ended. */
  async function resumeReading(): Promise<void> {
    const { rows } = await db.pool.query<{ workspace_id: string; id: string }>(
      `select workspace_id, id from import where state = 'draft' and (files @> '[{"state":"reading"}]' or files @> '[{"state":"arriving"}]')`,
    );
    for (const { workspace_id: workspaceId, id } of rows) {
      await at(workspaceId, id, ({ files }) => ({ files: files.filter(({ state }) => state !== "arriving") }));
      readFiles(workspaceId, id);
    }
  }

  return {
    works,
    progressOf: (importId) => progress.get(importId),
    async create(workspaceId, by, name) {
      const id = newId();
      await db.inWorkspace(workspaceId, (tx) => insertImport(tx, { id, name, createdBy: by, createdAt: now() }));
      return id;
    },
    arrive,
    async removeFile(workspaceId, importId, fileId) {
      await at(workspaceId, importId, (found) => {
        if (!["draft", "checked", "failed"].includes(found.state) || found.firstSeq !== null)
          throw refuse("conflict", "import_not_open", { state: found.state });
        if (!found.files.some(({ id }) => id === fileId)) throw refuse("missing", "file_missing", { fileId });
        const files = found.files.filter(({ id }) => id !== fileId);
        return { files, name: files.length === 0 ? "" : found.name, plan: null, beliefs: [], checkResult: null, state: "draft" };
      });
      await works.use(importId, async (duck) => {
        await duck.run(`drop table if exists file_${fileId}; drop table if exists bad_${fileId}`);
      });
      rmSync(pathOf(importId, fileId), { force: true });
      readFiles(workspaceId, importId);
    },
    changePlan,
    takePlan,
    start,
    async remove(workspaceId, importId) {
      await db.inWorkspace(workspaceId, async (tx) => {
        const { state } = await lockImport(tx, importId);
        if (["checking", "running", "cancelling", "undoing", "done"].includes(state)) throw refuse("conflict", "import_in_use", { state });
        await deleteImport(tx, importId);
      });
      works.forget(importId);
      answers.delete(importId);
    },
    worker: {
      name: "imports",
      start() {
        stopped = false;
        running = loop();
      },
      async stop() {
        stopped = true;
        wake();
        await running;
        await Promise.all(reading.values());
      },
      lag: async () => (await listBusy(db)).length,
      error: () => failure,
    },
  };
}
