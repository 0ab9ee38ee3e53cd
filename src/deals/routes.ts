import { house } from "#workspaces/http.ts";
import { boardRoutes } from "./board-routes.ts";

export const routes = house().route("/", boardRoutes);
