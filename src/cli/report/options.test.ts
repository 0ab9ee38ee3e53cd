import { describe, expect, it } from "vitest";
import { filtersOf } from "./options.ts";

describe("what --where says", () => {
  it.each([
    ["EUR", "10050"],
    ["JPY", "101"],
    ["KWD", "100500"],
  ])("counts a value in the minor units of %s", (currency, minor) => {
    expect(filtersOf(["value>=100.5", "source=newsletter"], currency)).toEqual({ minValue: minor, source: "newsletter" });
  });

  it.each(["value=100", "value>=much", "stage=open", "source"])("refuses %s", (text) => {
    expect(() => filtersOf([text], "EUR")).toThrow(/Not a filter/);
  });
});
