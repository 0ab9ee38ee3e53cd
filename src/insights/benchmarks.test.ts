import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const file = readFileSync(path.join(import.meta.dirname, "benchmarks.json"), "utf8");

/** What a reference value must say of itself before it may stand beside anybody's own (CHECK 10). */
const benchmarks = z.strictObject({
  asOf: z.string().regex(/^\d{4}-\d{2}$/),
  rows: z
    .array(
      z.strictObject({
        key: z.string().regex(/^[a-z][A-Za-z]+$/),
        unit: z.enum(["share", "usd"]),
        value: z.number().positive(),
        spread: z.partialRecord(z.enum(["low", "high", "top10", "top20"]), z.number().positive()).optional(),
        definition: z.strictObject({ en: z.string().min(10).includes("÷"), de: z.string().min(10).includes("÷") }),
        source: z.string().min(5),
        year: z.number().int().min(2010).max(2030),
        n: z.union([z.number().int().positive(), z.literal("unknown")]),
        grade: z.enum(["A", "B", "C"]),
      }),
    )
    .min(1)
    .max(100),
});

describe("reference values", () => {
  it("each have source, year, n or that it is unknown, definition in both languages, and grade", () => {
    const { rows } = benchmarks.parse(JSON.parse(file));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    for (const { key, unit, value, spread } of rows) {
      if (unit === "share") expect(Math.max(value, ...Object.values(spread ?? {})), key).toBeLessThan(1);
      if (spread?.low !== undefined) expect(spread.low, key).toBeLessThanOrEqual(value);
      if (spread?.high !== undefined) expect(spread.high, key).toBeGreaterThanOrEqual(value);
    }
  });

  it.each(["source", "year", "n", "definition", "grade"])("without %s it is refused", (field) => {
    const text = JSON.parse(file);
    delete text.rows[0][field];
    expect(benchmarks.safeParse(text).success).toBe(false);
  });
});
