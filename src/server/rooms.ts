import { inboundWorker } from "#intake/worker.ts";
import { idleWorker } from "#journey/expire-idle.ts";
import { routes as dealRoutes } from "#deals/routes.ts";
import { routes as pipelineRoutes } from "#pipelines/routes.ts";
import { rateRoutes } from "#workspaces/rate-routes.ts";
import type { App, AppParts } from "./app.ts";
import type { SignIn } from "./sign-in.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import type { Worker } from "./workers.ts";

/** Every room's routes, in one list. */
export function mountRooms(app: App, _parts: AppParts, signIn: SignIn): void {
  app.route("/", signInRoutes(signIn));
  app.route("/", rateRoutes);
  app.route("/", pipelineRoutes);
  app.route("/", dealRoutes);
}

/** Every room's worker, in one list; returns what stops them all. */
export function startWorkers(parts: AppParts): () => Promise<void> {
  const workers: Worker[] = [inboundWorker(parts.db, parts.log), idleWorker(parts.db, parts.log)];
  parts.workers.push(...workers);
  for (const worker of workers) worker.start();
  return async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
}
