import type { Belief, ColumnPlan, FilePlan, ImportFile, Kind, Plan, StageTarget } from "#imports/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { isAmount, isTime, matchKeysOf, offered } from "./fields.ts";

/** Maps of the plan whose keys are words of the file: such a word may hold dots. */
const maps = ["stages", "people", "products", "companies"] as const;
type MapName = (typeof maps)[number];

/** `files.0.columns.5.dateOrder` → its steps; a word of the file stays whole. */
export function stepsOf(path: string): string[] {
  const map = maps.find((name) => path.startsWith(`${name}.`));
  return map ? [map, path.slice(map.length + 1)] : path.split(".");
}

export function getAt(plan: Plan, path: string): unknown {
  return stepsOf(path).reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], plan);
}

/** A plan that differs in one place. A place of a list that is not there yet is added at its end. */
export function setAt(plan: Plan, path: string, value: unknown): Plan {
  return put(plan, stepsOf(path), value) as Plan;
}

function put(into: unknown, [step, ...rest]: string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(into)) {
    const index = Number(step);
    const inner = put(into[index], rest, value);
    return index < into.length ? into.map((each, at) => (at === index ? inner : each)) : [...into, inner];
  }
  const object = (into ?? {}) as Record<string, unknown>;
  return { ...object, [step]: put(object[step], rest, value) };
}

export function withoutWord(plan: Plan, map: MapName, word: string): Plan {
  const { [word]: _, ...rest } = plan[map];
  return { ...plan, [map]: rest };
}

export function changeFile(plan: Plan, index: number, patch: Partial<FilePlan>): Plan {
  return { ...plan, files: plan.files.map((file, at) => (at === index ? { ...file, ...patch } : file)) };
}

export function changeColumn(plan: Plan, file: number, column: number, to: ColumnPlan): Plan {
  return changeFile(plan, file, { columns: plan.files[file]!.columns.map((each, at) => (at === column ? to : each)) });
}

/** Another meaning for a column: how its dates and amounts are written stays, a stage word goes with its meaning. */
export function withField(column: ColumnPlan, field: string | null, stage: string | undefined): ColumnPlan {
  return {
    field,
    ...(isTime(field) ? { dateOrder: column.dateOrder ?? null } : {}),
    ...(isAmount(field) ? { decimal: column.decimal ?? null } : {}),
    ...(field === "stageEnteredAt" && stage !== undefined ? { stage } : {}),
  };
}

/** The file holds something else: meanings that this has too stay, the others are left out. */
export function withKind(file: FilePlan, kind: Kind): FilePlan {
  const known: readonly string[] = offered[kind];
  const keys: readonly FilePlan["match"][] = matchKeysOf(kind);
  return {
    ...file,
    kind,
    match: keys.includes(file.match) ? file.match : (keys[0] ?? "row"),
    columns: file.columns.map((column) => (column.field === null || known.includes(column.field) ? column : { field: null })),
  };
}

/** Another pipeline: stage words find the stage of the same name there, else a new one of that name. */
export function withPipeline(plan: Plan, from: PipelineWire | undefined, to: PipelineWire | null, newName: string): Plan {
  const stages = Object.entries(plan.stages).map(([word, target]): [string, StageTarget] => {
    if ("outcome" in target) return [word, target];
    const name = "create" in target ? target.create : (from?.stages.find(({ id }) => id === target.stageId)?.name ?? word);
    const there = to?.stages.find((stage) => stage.name.toLocaleLowerCase() === name.toLocaleLowerCase());
    return [word, there ? { stageId: there.id } : { create: name.slice(0, 60) }];
  });
  return { ...plan, pipelineId: to?.id ?? null, newPipeline: to ? null : newName, stages: Object.fromEntries(stages) };
}

export function beliefsAbout(beliefs: readonly Belief[], path: string): Belief[] {
  return beliefs.filter(({ about }) => about === path);
}

/**
 * What must be answered before a dry run: what the server asks, and how dates or amounts are written in a column that was given
 * such a meaning here. A column of nothing needs no answer.
 */
export function questionsOf(plan: Plan, files: readonly ImportFile[], open: readonly string[]): string[] {
  const asked = new Set(open);
  for (const [at, { fileId, kind, columns }] of plan.files.entries()) {
    const file = files.find(({ id }) => id === fileId);
    if (kind === "none") continue;
    for (const [index, { field, dateOrder, decimal }] of columns.entries()) {
      const about = `files.${at}.columns.${index}`;
      if (!file?.columns[index]?.filled) continue;
      if (isTime(field) && dateOrder === null) asked.add(`${about}.dateOrder`);
      if (isAmount(field) && decimal === null) asked.add(`${about}.decimal`);
    }
  }
  // answered here, while the server's answer is on its way
  return [...asked].filter((path) => {
    const value = getAt(plan, path);
    return value === null || value === undefined || path.endsWith(".kind");
  });
}

/** A number that a belief about this place carries, such as how often a word occurs. */
export function countOf(beliefs: readonly Belief[], path: string): number | undefined {
  for (const { details } of beliefsAbout(beliefs, path)) {
    const count = details["count"] ?? details["rows"];
    if (typeof count === "number") return count;
  }
  return undefined;
}
