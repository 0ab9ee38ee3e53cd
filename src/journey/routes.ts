import { house } from "#workspaces/http.ts";
import { contactRoutes } from "./contact-routes.ts";
import { dealRoutes } from "./deal-routes.ts";
import { duplicateRoutes } from "./duplicate-routes.ts";
import { pipelineRoutes } from "./pipeline-routes.ts";
import { workspaceRoutes } from "./workspace-routes.ts";

/** What people do: to deals, to contacts, to pipelines, to the shop's settings. Reading is in the rooms of the nouns. */
export const routes = house()
  .route("/", dealRoutes)
  .route("/", contactRoutes)
  .route("/", duplicateRoutes)
  .route("/", pipelineRoutes)
  .route("/", workspaceRoutes);
