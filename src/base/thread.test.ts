import { describe, expect, it } from "vitest";
import { onThread } from "./thread.ts";

describe("a thread", () => {
  it("runs a function of a module, several in turn", async () => {
    const calls = [0.1, 0.25, 0.5, 0.75, 0.9].map((share) =>
      onThread<number, number>("#stats/numbers/distributions.ts", "normalQuantile", share),
    );
    const values = await Promise.all(calls);
    expect(values[2]).toBeCloseTo(0, 12);
    expect(values[4]).toBeCloseTo(1.2815515655446004, 9);
    expect(values[0]).toBeCloseTo(-values[4]!, 9);
  });

  it("hands what is thrown to the caller, and goes on", async () => {
    await expect(onThread("#stats/numbers/matrix.ts", "inverse", [[0]])).rejects.toThrow();
    await expect(onThread("#stats/none.ts", "none", 1)).rejects.toThrow();
    expect(await onThread<number, number>("#stats/numbers/distributions.ts", "normalQuantile", 0.5)).toBeCloseTo(0, 12);
  });
});
