import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { errorsDocument } from "./errors-document.ts";
import { messages } from "./messages.ts";

const src = path.resolve(import.meta.dirname, "..");
const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => readFileSync(path.join(src, name), "utf8"));

it("every refusal has its sentence, of the kind it is refused with", () => {
  const refused = sources.flatMap((text) =>
    [...text.matchAll(/refuse\(\s*"(\w+)",\s*"(\w+)"/g)].map((found) => [found[2]!, found[1]!] as const),
  );
  expect(refused.length).toBeGreaterThan(50);
  const wrong = refused.filter(([code, kind]) => messages[code]?.[0] !== kind);
  expect(wrong).toEqual([]);
});

it("every sentence is of a code that is used", () => {
  const unused = Object.keys(messages).filter((code) => !sources.some((text) => text.includes(`"${code}"`)));
  expect(unused).toEqual([]);
});

it("docs/errors.md lists them", () => {
  expect(readFileSync(path.resolve(src, "../docs/errors.md"), "utf8")).toBe(errorsDocument());
});
