import { bodyLimit } from "hono/body-limit";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Config } from "#base/config.ts";
import { limits } from "#base/limits.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import type { Connection } from "#base/postgres/embedded.ts";
import { refuse } from "#base/refusal.ts";
import { house, type House } from "#workspaces/http.ts";
import { whoAsks } from "./actor.ts";
import { securityHeaders } from "./headers.ts";
import { health } from "./health.ts";
import type { Keys } from "./keys.ts";
import { createMetrics } from "./metrics.ts";
import { requests } from "./requests.ts";
import { respond } from "./respond.ts";
import { mountRooms } from "./rooms.ts";
import { sameOrigin } from "./same-origin.ts";
import { createSignIn } from "./sign-in.ts";
import { webApp } from "./static.ts";
import type { Worker } from "./workers.ts";

export type AppParts = {
  db: Database;
  /** For what needs a connection of its own (LISTEN). */
  connection: Connection;
  config: Config;
  log: Log;
  keys: Keys;
  /** Filled by `startWorkers`. */
  workers: Worker[];
  /** The folder of the built web app. */
  webDir: string;
};

export type App = OpenAPIHono<House>;

/** The whole of Sluice as one function from request to answer; it opens no port and starts nothing. */
export function createApp(parts: AppParts): App {
  const { db, config, log, keys, workers } = parts;
  const metrics = createMetrics(workers);
  const signIn = createSignIn(db, config, keys);
  const app: App = house();

  app.onError((error, c) => respond(error, c));
  app.notFound((c) => respond(refuse("missing", "unknown_route"), c));
  app.use(async (c, next) => {
    c.set("db", db);
    c.set("config", config);
    c.set("log", log);
    c.set("seal", keys.seal);
    await next();
  });
  app.use(requests(metrics));
  app.use(securityHeaders());
  app.route("/", health(db, workers, metrics));
  app.use(
    "/api/*",
    bodyLimit({
      maxSize: limits.requestBytes,
      onError: () => {
        throw refuse("too_large", "request_too_large", { limitBytes: limits.requestBytes });
      },
    }),
  );
  app.use("/api/*", sameOrigin(config));
  app.use("/api/*", whoAsks(keys, signIn));
  mountRooms(app, parts, signIn);
  app.use(webApp(parts.webDir));
  return app;
}
