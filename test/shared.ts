import { readFileSync } from "node:fs";
import path from "node:path";

/** A file of the shared test data beside the project: captured requests, webhook bodies, reference numbers. */
export function sharedText(name: string): string {
  return readFileSync(path.resolve(import.meta.dirname, "../../shared/data", name), "utf8");
}

/** Where a file of the shared test data is, for what reads files itself. */
export function sharedPath(name: string): string {
  return path.resolve(import.meta.dirname, "../../shared/data", name);
}
