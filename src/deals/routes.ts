import { house } from "#workspaces/http.ts";
import { boardRoutes } from "./board-routes.ts";
import { dealRoutes } from "./deal-routes.ts";

/** What the deals room answers; what people do to deals is in `journey/routes.ts`. */
export const routes = house().route("/", boardRoutes).route("/", dealRoutes);
