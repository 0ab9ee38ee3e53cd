import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

const isoDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const place = {
  pipelineId: z.uuid().nullable().default(null),
  stageId: z.string().max(60).nullable().default(null).describe("a stage of that pipeline"),
  measure: z.string().max(60).nullable().default(null).describe("the measure of the library that it came from"),
};

/** Something to do. */
export const taskBody = z.object({
  title: z.string().trim().min(1).max(200),
  text: z.string().trim().max(limits.noteLength).default(""),
  dueDay: isoDay.nullable().default(null),
  ownerId: z.string().max(100).nullable().default(null).describe("a member's user id"),
  ...place,
  done: z.boolean().default(false),
});
export type TaskBody = z.infer<typeof taskBody>;
export const task = z.object({
  id: z.uuid(),
  title: z.string(),
  text: z.string(),
  dueDay: z.string().nullable(),
  ownerId: z.string().nullable(),
  pipelineId: z.uuid().nullable(),
  stageId: z.string().nullable(),
  measure: z.string().nullable(),
  doneAt: z.string().nullable(),
  createdAt: z.string(),
});
export type Task = z.infer<typeof task>;
export const taskList = z.object({ tasks: z.array(task) });
export const taskQuery = z.object({ state: z.enum(["open", "done", "all"]).default("all") });

/** What was changed, and when. */
export const changeBody = z.object({
  day: isoDay.describe("when the change came into force"),
  title: z.string().trim().min(1).max(200),
  text: z.string().trim().max(limits.noteLength).default(""),
  ...place,
});
export type ChangeBody = z.infer<typeof changeBody>;
export const changeNote = z.object({
  id: z.uuid(),
  day: z.string(),
  title: z.string(),
  text: z.string(),
  pipelineId: z.uuid().nullable(),
  stageId: z.string().nullable(),
  measure: z.string().nullable(),
  createdAt: z.string(),
});
export type ChangeNote = z.infer<typeof changeNote>;
export const changeList = z.object({ changes: z.array(changeNote) });
export const changeQuery = z.object({ from: isoDay.optional(), to: isoDay.optional(), pipelineId: z.uuid().optional() });
