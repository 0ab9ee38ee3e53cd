import { listPipelines } from "#pipelines/queries.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import type { Question } from "../contract.ts";
import type { Duck } from "#base/duck.ts";
import { refuse } from "#base/refusal.ts";
import { readDimensions } from "../dimensions.ts";
import { withView } from "../views/queries.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";

/** A scope that has a pipeline. */
export type PipelineScope = Scope & { pipelineId: string };

/** Answers a question about the stages of one pipeline, as it was on the day asked about: the one asked for, else the one with most deals, else the first. */
export async function withPipeline<T>(
  asker: Asker,
  question: Question,
  work: (duck: Duck, scope: PipelineScope, pipeline: Pipeline) => Promise<T>,
): Promise<T> {
  const busiest =
    question.pipelineId === undefined
      ? (await withScope(asker, { asOf: question.asOf, asKnownOn: question.asKnownOn }, readDimensions)).pipelines[0]?.value
      : undefined;
  const asked = await asker.db.inWorkspace(asker.workspaceId, async (tx) => {
    const asked = await withView(tx, question, asker.userId);
    if (asked.pipelineId !== undefined) return asked;
    const pipelines = await listPipelines(tx);
    const pipeline = pipelines.find(({ id }) => id === busiest) ?? pipelines[0];
    if (!pipeline) throw refuse("missing", "pipeline_missing");
    return { ...asked, pipelineId: pipeline.id };
  });
  return withScope(asker, asked, (duck, scope, pipeline) => work(duck, scope as PipelineScope, pipeline!));
}
