import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

const folder = path.resolve(import.meta.dirname, "../../shared/data");

/** A file of the shared test data beside the project: captured requests, webhook bodies, reference numbers. */
export function sharedText(name: string): string {
  return readFileSync(path.join(folder, name), "utf8");
}

/** The rows of a packed table of the shared test data, cut at a separator; it must not occur within a cell. */
export function sharedTable(name: string, separator: string | RegExp): string[][] {
  return gunzipSync(readFileSync(path.join(folder, name)))
    .toString("utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(separator));
}

/** Where a file of the shared test data is, for what reads files itself. */
export function sharedPath(name: string): string {
  return path.join(folder, name);
}
