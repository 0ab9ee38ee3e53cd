import type { Plan, StageTarget } from "./contract.ts";

/**
 * What a person had changed or answered, in a plan that was thought over because a file came or went: files that are still
 * there keep their columns, words and names that still occur keep where they lead; what is new is as believed.
 */
export function keepAnswers(before: Plan, now: Plan): Plan {
  const kept = new Map(before.files.map((file) => [file.fileId, file]));
  const there = new Set(now.files.map(({ fileId }) => fileId));
  const samePipeline = before.pipelineId === now.pipelineId;
  const stages = Object.entries(now.stages).map(([word, target]): [string, StageTarget] => {
    const own = before.stages[word];
    if (own) return [word, own];
    // a stage of a pipeline that was not chosen
    return [word, !samePipeline && "stageId" in target ? { create: word.slice(0, 60) } : target];
  });
  return {
    ...now,
    files: now.files.map((file) => kept.get(file.fileId) ?? file),
    currency: before.currency,
    timeZone: before.timeZone,
    pipelineId: before.pipelineId,
    newPipeline: before.newPipeline,
    stages: Object.fromEntries(stages),
    people: Object.fromEntries(Object.entries(now.people).map(([name, target]) => [name, before.people[name] ?? target])),
    products: { ...now.products, ...before.products },
    companies: { ...now.companies, ...before.companies },
    joins: [
      ...before.joins.filter(({ file, toFile }) => there.has(file) && there.has(toFile)),
      ...now.joins.filter(({ file, toFile }) => !kept.has(file) || !kept.has(toFile)),
    ],
  };
}
