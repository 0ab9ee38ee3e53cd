import { readFileSync } from "node:fs";
import path from "node:path";

/** A file of the shared test data beside the project: captured requests, webhook bodies, reference numbers. */
export function sharedText(name: string): string {
  return readFileSync(path.resolve(import.meta.dirname, "../../shared/data", name), "utf8");
}
