import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Who serves a data folder: written by a running Sluice, read by the command line. */
export type Lock = { pid: number; startedAt: string; url: string };

/** Takes the data folder for this process; a folder that a living Sluice serves is refused with a clear sentence. */
export function takeLock(dataDir: string, url: string): { write(url: string): void; release(): void } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = lockFile(dataDir);
  const holder = readLock(dataDir);
  if (holder)
    throw new Error(
      `Another Sluice (process ${holder.pid}, ${holder.url}) already serves ${dataDir}. Stop it, or give this one its own SLUICE_DATA and PORT.`,
    );
  rmSync(file, { force: true });
  const text = (at: string) => JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) ?? "", url: at } satisfies Lock);
  try {
    writeFileSync(file, text(url), { flag: "wx", mode: 0o600 });
  } catch {
    throw new Error(`Another Sluice is starting in ${dataDir} at this moment.`);
  }
  return { write: (at) => writeFileSync(file, text(at)), release: () => rmSync(file, { force: true }) };
}

/** The living holder of a data folder; a lock left by a killed process counts for nothing. */
export function readLock(dataDir: string): Lock | undefined {
  let lock: Lock;
  try {
    lock = JSON.parse(readFileSync(lockFile(dataDir), "utf8")) as Lock;
  } catch {
    return undefined;
  }
  if (lock.pid === process.pid) return undefined;
  const started = startOf(lock.pid);
  return started !== undefined && started === lock.startedAt ? lock : undefined;
}

function lockFile(dataDir: string): string {
  return path.join(dataDir, "sluice.lock");
}

/** When a process began, as the system counts it, so that a number given to another process is not taken for it. Undefined: there is none. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    if (process.platform === "linux") return undefined;
  }
  try {
    process.kill(pid, 0);
    return "";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "" : undefined;
  }
}
