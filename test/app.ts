import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { hashPassword } from "better-auth/crypto";
import { sql } from "kysely";
import { afterAll, beforeAll } from "vitest";
import { readConfig } from "#base/config.ts";
import { newId } from "#base/ids.ts";
import { createLog } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import type { TemplateName } from "#pipelines/template.ts";
import { createApp, type App, type AppParts } from "#server/app.ts";
import { readKeys, readToken } from "#server/keys.ts";
import { createListener } from "#server/listener.ts";
import { insertPerson } from "#server/person-queries.ts";
import { openRooms, type Rooms } from "#server/rooms.ts";
import { startWorkers, statesOf } from "#server/workers.ts";
import type { Role } from "#workspaces/contract.ts";
import { useDatabase } from "./database.ts";

export type TestShop = { workspaceId: string; pipeline: Pipeline };

/** Who a request comes from: the admin token, nobody, a member of the shop by role (signed in for real), or headers of your own. */
export type As = "admin" | "nobody" | Role | Record<string, string>;

export type Answer<Body> = { status: number; body: Body; headers: Headers };

export type TestApp = {
  db: Database;
  app: App;
  parts: AppParts;
  rooms: Rooms;
  /** The log lines written so far. */
  lines: string[];
  /** Made before the first test: a workspace with the pipeline asked for. */
  shop: TestShop;
  buildShop(wish?: { kind?: "own" | "demo"; template?: TemplateName }): Promise<TestShop>;
  /** A request as it comes over HTTP; JSON both ways. Asks in `shop` unless `workspace` names another. */
  api<Body = any>(
    method: string,
    path: string,
    body?: unknown,
    by?: { as?: As; workspace?: string; headers?: Record<string, string> },
  ): Promise<Answer<Body>>;
  /** What says that a request brings the admin token. */
  adminHeaders(): Record<string, string>;
  /** Signs a member of the shop in and returns the headers that say so. */
  signedIn(role: Role, shop?: TestShop): Promise<Record<string, string>>;
  /** Opens a port for what comes over the wire (the intake, a browser); the same address every time. */
  listen(): Promise<string>;
  /** Until no worker has anything left to do. */
  settle(timeoutMs?: number): Promise<void>;
};

export const testPassword = "correct horse battery";

/** A whole Sluice on a database of this test file's own, asked without a port; its workers run. Use at the top of a file or inside `describe`. */
export function useApp(
  wish: {
    template?: TemplateName;
    workers?: boolean;
    /** Where the built web app lies; none is served without. */ webDir?: string;
    /** More of the environment. */ env?: NodeJS.ProcessEnv;
  } = {},
): TestApp {
  const store = useDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-app-"));
  const lines: string[] = [];
  const sessions = new Map<string, Record<string, string>>();
  let stopWorkers: () => Promise<void> = async () => {};
  const test = { lines } as TestApp;

  beforeAll(async () => {
    const config = readConfig({ PORT: "4600", SLUICE_DATA: dataDir, ...wish.env });
    test.db = store.db;
    test.parts = {
      db: store.db,
      config,
      log: createLog("debug", { write: (line) => void lines.push(line) }),
      keys: readKeys(dataDir),
      webDir: wish.webDir ?? path.join(dataDir, "web"),
    };
    test.rooms = openRooms(test.parts);
    if (wish.workers !== false) stopWorkers = await startWorkers(test.rooms.workers);
    test.app = createApp(test.parts, test.rooms);
    test.shop = await test.buildShop({ template: wish.template });
  });
  let server: Server | undefined;
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await stopWorkers();
    if (wish.workers === false) await test.rooms.insights.worker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test.buildShop = async ({ kind = "own", template = "online-shop" } = {}) => {
    const workspaceId = newId();
    await test.db.inSystem((tx) =>
      tx.query(
        sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, ${`Shop ${workspaceId.slice(-4)}`}, ${kind}, 'EUR', 'Europe/Berlin', 'en')`,
      ),
    );
    return { workspaceId, pipeline: await test.db.inWorkspace(workspaceId, (tx) => createPipeline(tx, { template, language: "en" })) };
  };

  test.adminHeaders = () => ({ authorization: `Bearer ${readToken(dataDir)}` });
  test.signedIn = async (role, shop = test.shop) => {
    const key = `${shop.workspaceId} ${role}`;
    const known = sessions.get(key);
    if (known) return known;
    const person = { id: newId(), name: `The ${role}`, email: `${role}-${newId().slice(-12)}@shop.example` };
    const hash = await hashPassword(testPassword);
    await test.db.inSystem(async (tx) => {
      await insertPerson(tx, person, hash);
      await tx.query(
        sql`insert into member (workspace_id, user_id, name, email, role) values (${shop.workspaceId}, ${person.id}, ${person.name}, ${person.email}, ${role})`,
      );
    });
    const answer = await test.api("POST", "/api/sign-in", { email: person.email, password: testPassword }, { as: "nobody" });
    const headers = { cookie: cookiesOf(answer.headers) };
    sessions.set(key, headers);
    return headers;
  };

  test.api = async (method, url, body, by = {}) => {
    const as = by.as ?? "admin";
    const who = as === "admin" ? test.adminHeaders() : as === "nobody" ? {} : typeof as === "string" ? await test.signedIn(as) : as;
    const answer = await test.app.request(`http://127.0.0.1:4600${url}`, {
      method,
      headers: {
        host: "127.0.0.1:4600",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(as === "nobody" && by.workspace === undefined ? {} : { "sluice-workspace": by.workspace ?? test.shop.workspaceId }),
        ...who,
        ...by.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
      await answer.body?.cancel();
      return { status: answer.status, headers: answer.headers, body: undefined as never };
    }
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text,
    };
  };

  test.listen = async () => {
    if (!server) {
      server = createServer(createListener(test.parts, test.rooms, test.app)).listen(0, "127.0.0.1");
      await once(server, "listening");
    }
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  test.settle = async (timeoutMs = 20_000) => {
    for (const end = Date.now() + timeoutMs; ; await new Promise((resolve) => setTimeout(resolve, 15))) {
      const states = await statesOf(test.rooms.workers);
      if (states.every((state) => state.lag === 0)) return;
      if (Date.now() > end) throw new Error(`Not settled: ${JSON.stringify(states)}`);
    }
  };
  return test;
}

/** The cookies of an answer as the next request sends them. */
export function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}
