import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const main = path.resolve(import.meta.dirname, "../src/cli/main.ts");

/** Sluice as its users run it: a process of its own on a port and a data folder. */
export type SluiceProcess = {
  url: string;
  child: ChildProcess;
  output(): string;
  health(): Promise<{ status: number; body: Health } | undefined>;
  ready(): Promise<void>;
  ended: Promise<number | null>;
};

export type Health = { status: string; schema?: number; readers?: { name: string; lag: number; error?: string }[] };

export function startSluice(dataDir: string, port: number, args: readonly string[] = []): SluiceProcess {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [main, "serve", ...args], { env: envOf(dataDir, port), stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const health = async () => {
    try {
      const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(20_000) });
      return { status: answer.status, body: (await answer.json()) as Health };
    } catch {
      return undefined;
    }
  };
  return {
    url,
    child,
    output: () => text,
    health,
    ended: once(child, "exit").then(([code]) => code as number | null),
    async ready() {
      let last: Awaited<ReturnType<typeof health>>;
      await until(
        async () => {
          if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Sluice ended:\n${text}`);
          last = await health();
          return last?.status === 200;
        },
        undefined,
        () => `Sluice said ${JSON.stringify(last)} and wrote:\n${text}\nPostgreSQL wrote:\n${endOf(path.join(dataDir, "postgres.log"))}`,
      );
    },
  };
}

/** A command of the command line; never throws. */
export async function sluice(dataDir: string, port: number, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], { env: envOf(dataDir, port) });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (out.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (out.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, ...out };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export async function until(holds: () => Promise<boolean> | boolean, timeoutMs = 150_000, what = () => ""): Promise<void> {
  for (const end = Date.now() + timeoutMs; !(await holds()); await sleep(10)) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain. ${what()}`);
  }
}

function endOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").slice(-2_000) : "nothing";
}

/** The process of the PostgreSQL in a data folder. */
export function postgresPid(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n", 1)[0]);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function envOf(dataDir: string, port: number): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...env } = process.env;
  return { ...env, PORT: String(port), HOST: "127.0.0.1", SLUICE_DATA: dataDir, LOG_LEVEL: "info" };
}
