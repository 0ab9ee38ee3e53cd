import { refuse } from "#base/refusal.ts";
import type { SavedPlan } from "./beliefs/context.ts";
import type { Plan } from "./contract.ts";
import type { Import } from "./queries.ts";

/** A saved or shared plan for the files of an import: columns are found by their headers, wherever they stand. */
export function fitPlan({ plan, headers }: SavedPlan, { files }: Pick<Import, "files">): Plan {
  const ids = new Map<string, string>();
  const places = new Map<string, number[]>();
  const fitted = files.flatMap((file) => {
    if (file.state !== "read") return [];
    const own = file.columns.map(({ header }) => header.trim().toLowerCase());
    const saved = plan.files.find(({ fileId }) => !ids.has(fileId) && sameHeaders(headers[fileId] ?? [], own));
    if (!saved) return [];
    const theirs = headers[saved.fileId]!.map((header) => header.trim().toLowerCase());
    ids.set(saved.fileId, file.id);
    places.set(
      saved.fileId,
      theirs.map((header) => own.indexOf(header)),
    );
    return [{ ...saved, fileId: file.id, columns: own.map((header) => saved.columns[theirs.indexOf(header)] ?? { field: null }) }];
  });
  if (fitted.length === 0) throw refuse("invalid", "plan_fits_no_file");
  const missing = files.filter((file) => file.state === "read" && !fitted.some(({ fileId }) => fileId === file.id));
  return {
    ...plan,
    files: [
      ...fitted,
      ...missing.map((file) => ({
        fileId: file.id,
        kind: "none" as const,
        columns: file.columns.map(() => ({ field: null })),
        match: "row" as const,
        scope: "",
      })),
    ],
    joins: plan.joins.flatMap((join) => {
      const [file, toFile] = [ids.get(join.file), ids.get(join.toFile)];
      return file && toFile
        ? [{ file, toFile, column: places.get(join.file)![join.column]!, toColumn: places.get(join.toFile)![join.toColumn]! }]
        : [];
    }),
  };
}

function sameHeaders(a: readonly string[], b: readonly string[]): boolean {
  return (
    a.length === b.length &&
    [...a]
      .map((header) => header.trim().toLowerCase())
      .sort()
      .join("\n") === [...b].sort().join("\n")
  );
}
