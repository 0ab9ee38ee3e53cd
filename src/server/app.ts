import { bodyLimit } from "hono/body-limit";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Config } from "#base/config.ts";
import { limits } from "#base/limits.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { house, type House } from "#workspaces/http.ts";
import { whoAsks } from "./actor.ts";
import { securityHeaders } from "./headers.ts";
import { health } from "./health.ts";
import type { Keys } from "./keys.ts";
import { demoRoutes } from "./demo-routes.ts";
import { invitationRoutes } from "./invitation-routes.ts";
import { liveRoutes } from "./live-routes.ts";
import { meRoutes } from "./me-routes.ts";
import { openApi } from "./openapi.ts";
import { requests } from "./requests.ts";
import { respond } from "./respond.ts";
import { mountRooms, type Rooms } from "./rooms.ts";
import { sameOrigin } from "./same-origin.ts";
import { createSignIn } from "./sign-in.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { setupRoutes } from "./setup-routes.ts";
import { startLink } from "./start-link.ts";
import { webApp } from "./static.ts";

export type AppParts = {
  db: Database;
  config: Config;
  log: Log;
  keys: Keys;
  /** The folder of the built web app. */
  webDir: string;
};

export type App = OpenAPIHono<House>;

/** The whole of Sluice as one function from request to answer; it opens no port and starts nothing. */
export function createApp(parts: AppParts, rooms: Rooms): App {
  const { db, config, log, keys } = parts;
  const { workers, demo, live, metrics } = rooms;
  const signIn = createSignIn(db, config, keys);
  const who = whoAsks(keys, signIn);
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
  if (config.role === "worker") return app; // tells how it is, and nothing else
  const limited = bodyLimit({
    maxSize: limits.requestBytes,
    onError: () => {
      throw refuse("too_large", "request_too_large", { limitBytes: limits.requestBytes });
    },
  });
  app.use("/api/*", (c, next) => (isFile(c.req.method, c.req.path) ? next() : limited(c, next)));
  app.use("/api/*", sameOrigin(config));
  app.use("/api/*", who.middleware);
  app.route("/", startLink(keys));
  app.route("/", signInRoutes(signIn));
  app.route("/", meRoutes(demo));
  app.route("/", setupRoutes(keys, signIn));
  app.route("/", invitationRoutes(signIn));
  app.route("/", demoRoutes(demo, keys));
  app.route("/", liveRoutes(live, who.resolve));
  mountRooms(app, rooms);
  app.route("/", openApi(app));
  app.use(webApp(parts.webDir));
  return app;
}

/** Files come as a stream that the import itself limits. */
function isFile(method: string, path: string): boolean {
  return method === "PUT" ? /^\/api\/imports\/[^/]+\/files$/.test(path) : method === "POST" && path === "/api/exports/workspace";
}
