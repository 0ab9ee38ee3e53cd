import { askQuestions } from "./ask-questions.ts";
import type { ImportDetail, ImportLine } from "./contract.ts";
import type { Progress } from "./imports.ts";
import type { Import } from "./queries.ts";

/** An import as the API tells it. */
export function detailOf(found: Import, progress: Progress | undefined): ImportDetail {
  return {
    id: found.id,
    name: found.name,
    state: found.state,
    files: found.files.map(({ fingerprint: _, ...file }) => file),
    plan: found.plan,
    savedPlan: iso(found.savedPlan),
    beliefs: found.beliefs,
    open: askQuestions(found),
    progress: progressOf(found, progress),
    check: found.checkResult,
    result: found.firstSeq === null ? null : found.result,
    keptOnUndo: found.kept,
    keptCount: found.keptCount,
    failure: found.failure,
    by: found.by,
    createdAt: iso(found.createdAt)!,
    startedAt: iso(found.startedAt),
    finishedAt: iso(found.finishedAt),
  };
}

export function lineOf(found: Import, progress: Progress | undefined): ImportLine {
  const kinds = (found.result ?? found.checkResult)?.kinds ?? [];
  const sum = (field: "created" | "updated" | "refused") => kinds.reduce((all, each) => all + each[field], 0);
  return {
    id: found.id,
    name: found.name,
    state: found.state,
    progress: progressOf(found, progress),
    by: found.by,
    createdAt: iso(found.createdAt)!,
    finishedAt: iso(found.finishedAt),
    rows: found.files.reduce((all, { rows }) => all + rows, 0),
    created: sum("created"),
    updated: sum("updated"),
    refused: sum("refused"),
    canUndo: found.state === "done" || (found.state === "failed" && found.firstSeq !== null),
  };
}

/** The time left follows from how long what is done has taken. */
function progressOf({ state }: Import, progress: Progress | undefined): ImportDetail["progress"] {
  if (!progress) {
    const isBusy = state === "checking" || state === "running" || state === "cancelling" || state === "undoing";
    return isBusy ? { step: state, done: 0, of: 0, startedAt: null, secondsLeft: null } : null;
  }
  const { step, done, of, startedAt } = progress;
  const seconds = (Date.now() - startedAt) / 1000;
  const secondsLeft = done === 0 || of === 0 || seconds < 1 ? null : Math.ceil((seconds / done) * (of - done));
  return { step, done, of, startedAt: iso(startedAt), secondsLeft };
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
