import { describe, expect, it } from "vitest";
import { cholesky, inverse, solve } from "./matrix.ts";
import { hessian, nelderMead } from "./minimise.ts";

describe("linear equations", () => {
  const a = [
    [0, 2, 1],
    [1, -2, -3],
    [-1, 1, 2],
  ];
  it("are solved, with rows swapped where the pivot is 0", () => {
    expect(solve(a, [[-8], [0], [3]]).flat()).toEqual([-4, -5, 2].map((x) => expect.closeTo(x, 12)));
  });
  it("inverse times matrix is 1; a singular one throws", () => {
    const b = inverse(a);
    const product = b.map((row) => a.map((_, j) => row.reduce((sum, x, k) => sum + x * a[k]![j]!, 0)));
    expect(product.flat()).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1].map((x) => expect.closeTo(x, 12)));
    expect(() =>
      inverse([
        [1, 2],
        [2, 4],
      ]),
    ).toThrow("singular");
  });
  it("Cholesky gives the root of a covariance and refuses what is none", () => {
    expect(
      cholesky([
        [4, 2],
        [2, 10],
      ]),
    ).toEqual([
      [2, 0],
      [1, 3],
    ]);
    expect(
      cholesky([
        [1, 2],
        [2, 1],
      ]),
    ).toBeNull();
  });
});

describe("the least value", () => {
  const rosenbrock = (x: readonly number[]) => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2;
  it("is found in Rosenbrock's valley", () => {
    expect(nelderMead(rosenbrock, [-1.2, 1]).at).toEqual([1, 1].map((x) => expect.closeTo(x, 4)));
  });
  it("is found where the function is not defined everywhere", () => {
    expect(nelderMead(([x]) => x! - Math.log(x!), [3]).at[0]).toBeCloseTo(1, 4);
  });
  it("has its second derivatives", () => {
    expect(hessian(rosenbrock, [1, 1]).flat()).toEqual([802, -400, -400, 200].map((x) => expect.closeTo(x, 2)));
  });
});
