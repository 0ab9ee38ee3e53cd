import { type ChildProcess, spawn } from "node:child_process";
import { openSync, closeSync, readFileSync, readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const entry = path.resolve(import.meta.dirname, "../src/cli/main.ts");

/** A real Sluice process on a data folder. */
export type Sluice = {
  url: string;
  port: number;
  pid: number;
  dataDir: string;
  /** The admin's, of this data folder. */
  token: string;
  /** Milliseconds from starting the process to the first answer that says ready. */
  startedInMs: number;
  /** Calls the API as the admin; throws on an answer that is no success. */
  api<T>(method: string, route: string, body?: unknown): Promise<T>;
  /** Waits until nothing is left to do anywhere. */
  settle(): Promise<void>;
  stop(): Promise<void>;
};

export async function startSluice(dataDir: string, args: readonly string[] = []): Promise<Sluice> {
  const port = await freePort();
  const began = performance.now();
  const logFile = openSync(`${dataDir}.log`, "a");
  const child = spawn(process.execPath, [entry, "serve", ...args], {
    env: { ...process.env, PORT: String(port), SLUICE_DATA: dataDir, LOG_LEVEL: "warn", NODE_ENV: "production" },
    stdio: ["ignore", logFile, logFile],
  });
  closeSync(logFile);
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`Sluice ended while starting; see ${dataDir}.log\n${tail(`${dataDir}.log`)}`);
    await sleep(10);
  }
  const startedInMs = performance.now() - began;
  const token = readFileSync(path.join(dataDir, "admin.token"), "utf8").trim();

  async function api<T>(method: string, route: string, body?: unknown): Promise<T> {
    const answer = await fetch(url + route, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text.slice(0, 300)}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  return {
    url,
    port,
    pid: child.pid!,
    dataDir,
    token,
    startedInMs,
    api,
    async settle() {
      for (let calm = 0; calm < 2;) {
        const health = (await (await fetch(`${url}/healthz`)).json()) as { readers: { name: string; lag: number; error?: string }[] };
        const stuck = health.readers.find((reader) => reader.error !== undefined);
        if (stuck) throw new Error(`${stuck.name} stands still: ${stuck.error}`);
        calm = health.readers.every((reader) => reader.lag === 0) ? calm + 1 : 0;
        await sleep(25);
      }
    },
    stop: () => stop(child),
  };
}

/** Waits until a process has done next to nothing for some seconds: what it does by itself after a start is not what is measured. */
export async function untilAtRest(pid: number): Promise<void> {
  const ticks = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(" ");
    return Number(fields[13]) + Number(fields[14]);
  };
  await sleep(15_000); // the first turn of what runs by the clock
  for (let calm = 0, before = ticks(); calm < 5;) {
    await sleep(1_000);
    const after = ticks();
    calm = after - before < 20 ? calm + 1 : 0; // a tick is 10 ms
    before = after;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).status === 200;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Highest memory a process has held so far, in megabytes; undefined when it has ended (Linux). */
export function peakMemoryMb(pid: number): number | undefined {
  try {
    const told = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")); // a process that ends has none
    return told ? Number(told[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}

/** What a process and its children hold now, shared pages counted once for each sharer's part (Linux), in megabytes. */
export function treeMemoryMb(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(
        Number(name),
        Number(
          readFileSync(`/proc/${name}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ")[1],
        ),
      );
    } catch {
      // it has ended meanwhile
    }
  }
  const family = new Set([pid]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child);
  }
  return [...family].reduce((sum, member) => sum + proportionalMb(member), 0);
}

function proportionalMb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-5).join("\n");
}
