import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createIntake } from "#intake/routes.ts";
import type { App, AppParts } from "./app.ts";
import { explain } from "./respond.ts";

/** The whole of Sluice as `node:http` sees it: what shops send goes to the intake, the rest to the app. */
export function createListener({ db, keys, log }: AppParts, app: App): RequestListener {
  const intake = createIntake({ db, seal: keys.seal, log, explain });
  const rest = getRequestListener((request, env) => app.fetch(request, env));
  return (request, response) => {
    if (!intake(request, response)) void rest(request, response);
  };
}
