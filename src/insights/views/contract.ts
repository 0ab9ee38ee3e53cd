import { z } from "@hono/zod-openapi";
import { filters } from "../contract.ts";

/** Filters under a name. What a person does not share is theirs alone. */
export const savedView = z.object({
  id: z.uuid(),
  name: z.string(),
  filters: filters.extend({ pipelineId: z.uuid().optional() }),
  shared: z.boolean(),
  mine: z.boolean().describe("made by who asks, who alone may change it"),
});
export type SavedView = z.infer<typeof savedView>;
export const savedViews = z.object({ views: z.array(savedView) });
export const viewBody = z.object({
  name: z.string().trim().min(1).max(80),
  filters: filters.extend({ pipelineId: z.uuid().optional() }),
  shared: z.boolean().default(false),
});
export type ViewBody = z.infer<typeof viewBody>;
