import type { PipelineDraft, PipelineWire, StageWire } from "#pipelines/contract.ts";

/** A pipeline while it is edited. `from` is what is saved; everything else is what would be. */
export type Draft = { name: string; stages: StageWire[]; idle: PipelineDraft["idle"]; moveTo: Record<string, string> };
export type StageKind = StageWire["kind"];

const rank: Record<StageKind, number> = { open: 0, won: 1, returning: 2 };

export function draftOf(pipeline: PipelineWire): Draft {
  const stages = pipeline.stages.map((stage) => {
    const { key: _, ...rest } = structuredClone(stage);
    return rest;
  });
  return { name: pipeline.name, stages, idle: structuredClone(pipeline.idle), moveTo: {} };
}

/** Open stages first, then the sale, then where customers come back: the order they have on the board. */
function inOrder(stages: StageWire[]): StageWire[] {
  return stages
    .map((stage, index) => ({ stage, index }))
    .sort((a, b) => rank[a.stage.kind] - rank[b.stage.kind] || a.index - b.index)
    .map(({ stage }) => stage);
}

/** Moves a stage to a place among the open ones; the won and the returning stage stand where they stand. */
export function moveStage(draft: Draft, id: string, to: number): Draft {
  const from = draft.stages.findIndex((stage) => stage.id === id);
  const open = draft.stages.filter(({ kind }) => kind === "open").length;
  const stage = draft.stages[from];
  if (!stage || stage.kind !== "open" || to < 0 || to >= open || to === from) return draft;
  const stages = draft.stages.toSpliced(from, 1).toSpliced(to, 0, stage);
  return { ...draft, stages };
}

export function changeStage(draft: Draft, id: string, change: Partial<StageWire>): Draft {
  return { ...draft, stages: inOrder(draft.stages.map((stage) => (stage.id === id ? { ...stage, ...change } : stage))) };
}

export function addStage(draft: Draft, name: string): { draft: Draft; id: string } {
  const id = freeId(draft, name);
  const stage: StageWire = { id, name, meaning: "", kind: "open", checklist: [] };
  return { draft: { ...draft, stages: inOrder([...draft.stages, stage]) }, id };
}

/** Ids are for ever: moves of the past refer to them, so a removed one is not given again either. */
function freeId(draft: Draft, name: string): string {
  const taken = new Set([...draft.stages.map(({ id }) => id), ...Object.keys(draft.moveTo)]);
  const base =
    name
      .toLowerCase()
      .replaceAll("ß", "ss")
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40) || "stage";
  for (let n = 0; ; n++) {
    const id = `${base}-${(Date.now() + n).toString(36)}`;
    if (!taken.has(id)) return id;
  }
}

/** Takes a stage out; where its deals go is chosen before saving, the neighbour before it is proposed. */
export function removeStage(draft: Draft, id: string, saved: PipelineWire): Draft {
  const index = draft.stages.findIndex((stage) => stage.id === id);
  const stages = draft.stages.filter((stage) => stage.id !== id);
  const before = stages.slice(0, index).findLast(takesDeals);
  const neighbour = (before ?? stages.find(takesDeals))?.id ?? "";
  const moveTo = Object.fromEntries(Object.entries(draft.moveTo).map(([from, to]) => [from, to === id ? neighbour : to]));
  if (saved.stages.some((stage) => stage.id === id)) moveTo[id] = neighbour;
  return { ...draft, stages, moveTo };
}

/** Deals may be sent anywhere but into the sale, which only an order makes. */
export function takesDeals(stage: StageWire): boolean {
  return stage.kind !== "won";
}

export function isChanged(draft: Draft, saved: PipelineWire): boolean {
  return JSON.stringify(draft) !== JSON.stringify(draftOf(saved));
}

/** What must be mended before saving, as text keys; `stageId` says where. */
export function problemsOf(draft: Draft): { key: string; stageId?: string }[] {
  const problems: { key: string; stageId?: string }[] = [];
  const names = new Set<string>();
  if (!draft.name.trim()) problems.push({ key: "pipelineName" });
  for (const { id, name } of draft.stages) {
    const plain = name.trim().toLowerCase();
    if (!plain) problems.push({ key: "stageName", stageId: id });
    else if (names.has(plain)) problems.push({ key: "stageTwice", stageId: id });
    names.add(plain);
  }
  for (const kind of ["won", "returning"] as const) {
    const second = draft.stages.filter((stage) => stage.kind === kind)[1];
    if (second) problems.push({ key: `${kind}Twice`, stageId: second.id });
  }
  if (!draft.stages.some(({ kind }) => kind === "open")) problems.push({ key: "noOpen" });
  if (!draft.stages.some(({ kind }) => kind === "won")) problems.push({ key: "noWon" });
  return problems;
}

export function bodyOf(draft: Draft, saved: PipelineWire): PipelineDraft {
  return {
    baseVersion: saved.version,
    name: draft.name.trim(),
    stages: draft.stages.map((stage) => ({
      ...stage,
      name: stage.name.trim(),
      meaning: stage.meaning.trim(),
      checklist: stage.checklist.filter(({ text }) => text.trim()),
    })),
    idle: draft.idle,
    moveTo: draft.moveTo,
  };
}
