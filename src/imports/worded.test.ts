import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { kinds } from "./contract.ts";
import { fileReasons, itemReasons, rowReasons } from "./reasons.ts";

const root = path.resolve(import.meta.dirname, "../..");
const words = (language: string) => JSON.parse(readFileSync(path.join(root, `web/locales/${language}/imports.json`), "utf8"));

/** Codes that are put together: of a kind, of an order of dates, of a part of the plan. */
const composed = [
  ...kinds.filter((kind) => kind !== "none").map((kind) => `kind_${kind}`),
  ...["dmy", "mdy", "ymd"].flatMap((order) => [`dates_only_${order}`, `dates_fit_${order}`, `dates_by_language_${order}`]),
  ...["product", "company"].flatMap((field) => [`${field}_spelling`, `${field}_typing`]),
  ...["open", "end", "told"].map((found) => `filled_after_outcome_${found}`),
  "stage_won",
  "stage_lost",
];

function codesInCode(): string[] {
  const folders = ["src/imports/beliefs", "src/imports/read"];
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => /(?<!\.test)\.ts$/.test(name))
      .map((name) => path.join(root, folder, name)),
  );
  const found = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/"((?:[a-z]+_)+[a-z]+)"/g)].map(([, code]) => code!));
  return [...new Set(found)];
}

it.each(["en", "de"])("every reason has its sentence in %s, and no other", (language) => {
  expect(Object.keys(words(language).reasons).sort()).toEqual([...fileReasons, ...rowReasons, ...itemReasons, "import_failed"].sort());
});

it.each(["en", "de"])("every belief has its sentence in %s, and no other", (language) => {
  const worded = Object.keys(words(language).beliefs);
  const known = new Set([...codesInCode(), ...composed]);
  expect(worded.filter((code) => !known.has(code))).toEqual([]);
  expect(composed.filter((code) => !worded.includes(code))).toEqual([]);
  const inCode = codesInCode().filter((code) =>
    /^(header|headers|titles|encoding|nuls|remarks|sheet|ids|cells|formulas|kind|column|dates|decimals|stage|opened|close|match|scope|orders|join|currency|plan|pipeline|person)_/.test(
      code,
    ),
  );
  const reasons = new Set<string>([...fileReasons, ...rowReasons, ...itemReasons]);
  expect(inCode.filter((code) => !worded.includes(code) && !reasons.has(code))).toEqual([]);
});
