import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createIntake } from "#intake/routes.ts";
import type { App, AppParts } from "./app.ts";
import { explain } from "./respond.ts";
import type { Rooms } from "./rooms.ts";

/** The whole of Sluice as `node:http` sees it: what shops send goes to the intake, the rest to the app. */
export function createListener({ db, keys, log, config }: AppParts, { metrics }: Rooms, app: App): RequestListener {
  const rest = getRequestListener((request, env) => app.fetch(request, env));
  if (config.role === "worker") return (request, response) => void rest(request, response);

  const intake = createIntake({ db, seal: keys.seal, log, explain, publicUrl: config.publicUrl });
  return (request, response) => {
    const began = performance.now();
    if (!intake(request, response)) return void rest(request, response);
    const route = request.url!.startsWith("/v1/") ? "/v1" : request.url!.startsWith("/hooks/") ? "/hooks" : "/s.js";
    response.once("finish", () => metrics.seen(request.method ?? "", route, response.statusCode, (performance.now() - began) / 1000));
  };
}
