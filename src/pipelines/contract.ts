import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

const valueCondition = z.object({
  field: z.enum(["valueMinor", "itemCount", "path", "product", "category", "campaign", "source"]),
  op: z.enum([">=", "<=", "=", "contains"]),
  value: z.union([z.string().max(200), z.number()]),
});
const condition = z.union([
  z.object({ event: z.string().min(1).max(100), where: z.array(valueCondition).max(5).optional() }).strict(),
  z.object({ activity: z.string().min(1).max(60), outcome: z.string().max(60).optional() }).strict(),
]);
export const stageSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  name: z.string().trim().min(1).max(60),
  meaning: z.string().trim().max(200),
  kind: z.enum(["open", "won", "returning"]),
  goal: z.object({ metric: z.enum(["conversion", "days"]), target: z.number().min(0).max(10_000) }).optional(),
  rule: z.object({ any: z.array(condition).max(20), firstOnly: z.boolean().optional() }).optional(),
  checklist: z.array(z.object({ id: z.string().max(60), text: z.string().trim().min(1).max(200) })).max(limits.checklistItems),
  expectedDays: z.number().min(0).max(3650).optional(),
});
export const idleSchema = z.object({ auto: z.boolean(), days: z.number().min(1).max(3650), returningDays: z.number().min(1).max(3650) });

export const pipelineSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  template: z.string(),
  version: z.number().int(),
  stages: z.array(stageSchema.extend({ key: z.string().describe("the same as id") })),
  idle: idleSchema,
});
export type PipelineWire = z.infer<typeof pipelineSchema>;
export type StageWire = z.infer<typeof stageSchema>;
export const pipelineList = z.object({ pipelines: z.array(pipelineSchema) });

/** A whole pipeline as edited; saving makes a new version. Deals in a removed stage go where `moveTo` says. */
export const pipelineDraft = z.object({
  baseVersion: z.number().int().describe("the version that was edited; an older one is refused with `pipeline_changed`"),
  name: z.string().trim().min(1).max(60),
  stages: z.array(stageSchema).min(2).max(limits.stages),
  idle: idleSchema,
  moveTo: z.record(z.string(), z.string()).default({}),
});
export type PipelineDraft = z.infer<typeof pipelineDraft>;

export const preview = z.object({
  deals: z.number().int().describe("open deals that facts drive, replayed"),
  different: z.number().int().describe("how many would stand elsewhere"),
  moves: z.array(z.object({ from: z.string(), to: z.string(), count: z.number().int() })),
  examples: z.array(z.object({ dealId: z.uuid(), name: z.string().nullable(), from: z.string(), to: z.string() })),
  sampled: z.boolean().describe("true when there were more deals than could be replayed; then it is the newest that were"),
});
export type Preview = z.infer<typeof preview>;

export const versions = z.object({
  versions: z.array(
    z.object({
      version: z.number().int(),
      name: z.string(),
      savedAt: z.string(),
      savedBy: z.string().nullable(),
      stages: z.array(stageSchema),
    }),
  ),
});
export const newPipeline = z.object({
  template: z.enum(["online-shop", "sales-team", "wholesale"]),
  name: z.string().trim().min(1).max(60).optional(),
  language: z.enum(["en", "de"]),
});
