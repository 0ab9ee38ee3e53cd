import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { catalogueIn, glossaryPart } from "./catalogue.ts";

it("is worded in both languages, each metric with a meaning and a formula", () => {
  const [en, de] = [catalogueIn("en").metrics, catalogueIn("de").metrics];
  for (const [index, metric] of en.entries()) {
    const german = de[index]!;
    expect(german.name).toBe(metric.name);
    for (const part of ["title", "meaning", "formula"] as const) {
      expect([metric.name, part, metric[part].length > 5, german[part].length > 5]).toEqual([metric.name, part, true, true]);
      expect(german[part]).not.toBe(metric[part]);
    }
  }
});

it("stands in the glossary as it is (node scripts/glossary.ts)", () => {
  expect(readFileSync(path.resolve(import.meta.dirname, "../../docs/glossary.md"), "utf8")).toContain(glossaryPart());
});
