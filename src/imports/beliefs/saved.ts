import type { Belief, ColumnPlan, FilePlan, Plan } from "../contract.ts";
import type { BeliefContext, FileToBelieve, SavedPlan } from "./context.ts";
import { headerFingerprint } from "./header.ts";

/** The fingerprints under which the plan of these files is saved. */
export function fingerprintsOf(headers: readonly (readonly string[])[]): string[] {
  return headers.map((header) => headerFingerprint(header)).sort();
}

/**
 * A saved or shared plan for files with the same headers, whatever the order of files and columns; undefined when it does not fit. What
 * the new files say for sure (another order of dates) and what they bring new (words, names) stays as it was believed.
 */
export function withSaved(
  saved: SavedPlan,
  files: readonly FileToBelieve[],
  fresh: Plan,
  beliefs: readonly Belief[],
  context: Pick<BeliefContext, "pipelines">,
): { plan: Plan; beliefs: Belief[] } | undefined {
  const pairs = pairsOf(saved, files);
  if (!pairs) return undefined;
  const sure = new Set(beliefs.filter(({ strength }) => strength === "sure").map(({ about }) => about));
  const planned = files.map((file, index): FilePlan => {
    const { plan: old, header } = pairs[index]!;
    const columns = file.read.header.map((name, column): ColumnPlan => {
      const from = old.columns[header.indexOf(name)] ?? { field: null };
      const now = fresh.files[index]!.columns[column]!;
      const about = `files.${index}.columns.${column}`;
      const isSame = now.field === from.field;
      return {
        ...from,
        ...(isSame && sure.has(`${about}.dateOrder`) ? { dateOrder: now.dateOrder } : {}),
        ...(isSame && sure.has(`${about}.decimal`) ? { decimal: now.decimal } : {}),
      };
    });
    return { ...old, fileId: file.fileId, columns };
  });
  const hasPipeline = saved.plan.pipelineId === null || context.pipelines.some(({ id }) => id === saved.plan.pipelineId);
  const plan: Plan = {
    ...saved.plan,
    files: planned,
    joins: joinsFor(saved, files, pairs),
    ...(hasPipeline
      ? { stages: { ...fresh.stages, ...saved.plan.stages } }
      : { pipelineId: fresh.pipelineId, newPipeline: fresh.newPipeline, stages: fresh.stages }),
    people: { ...fresh.people, ...saved.plan.people },
  };
  return {
    plan,
    beliefs: [
      { about: "files", strength: "sure", code: "plan_saved", details: { name: saved.name } },
      ...stillNew(saved, plan, beliefs, hasPipeline),
    ],
  };
}

type Pair = { plan: FilePlan; header: string[] };

/** For each file the saved one with the same columns; none may be left over. */
function pairsOf(saved: SavedPlan, files: readonly FileToBelieve[]): Pair[] | undefined {
  const left = saved.plan.files.map((plan) => ({ plan, header: saved.headers[plan.fileId] ?? [] }));
  const pairs: Pair[] = [];
  for (const { read } of files) {
    const index = left.findIndex(({ header }) => headerFingerprint(header) === headerFingerprint(read.header));
    if (index === -1) return undefined;
    pairs.push(...left.splice(index, 1));
  }
  return pairs;
}

function joinsFor(saved: SavedPlan, files: readonly FileToBelieve[], pairs: readonly Pair[]): Plan["joins"] {
  const now = (fileId: string, column: number) => {
    const index = pairs.findIndex(({ plan }) => plan.fileId === fileId);
    const name = index === -1 ? undefined : pairs[index]!.header[column];
    const found = name === undefined ? -1 : files[index]!.read.header.indexOf(name);
    return found === -1 ? undefined : { file: files[index]!.fileId, column: found };
  };
  return saved.plan.joins.flatMap((join) => {
    const [from, to] = [now(join.file, join.column), now(join.toFile, join.toColumn)];
    return from && to ? [{ ...from, toFile: to.file, toColumn: to.column }] : [];
  });
}

/** What the saved plan does not answer: remarks on the files, questions that are still open, words and names that it has not met. */
function stillNew(saved: SavedPlan, plan: Plan, beliefs: readonly Belief[], hasPipeline: boolean): Belief[] {
  return beliefs.filter(({ about, strength }) => {
    const [part, ...rest] = about.split(".");
    const word = rest.join(".");
    if (part === "stages") return !hasPipeline || !(word in saved.plan.stages);
    if (part === "people") return !(word in saved.plan.people);
    if (part === "products") return !(word in saved.plan.products);
    if (part === "companies") return !(word in saved.plan.companies);
    if (part !== "files") return part === "pipelineId" || part === "newPipeline" ? !hasPipeline : false;
    if (rest.length === 1) return true;
    const column = plan.files[Number(rest[0])]?.columns[Number(rest[2])];
    if (rest[3] === "dateOrder") return strength === "sure" || column?.dateOrder === null;
    if (rest[3] === "decimal") return strength === "sure" || column?.decimal === null;
    return false;
  });
}
