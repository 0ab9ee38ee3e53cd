import fc from "fast-check";
import { expect, it } from "vitest";
import { pagesNear } from "./pages-near.ts";

it("asks for the pages around the window and no others", () => {
  expect(pagesNear(0, 12, 50, 10_000)).toEqual([0]);
  expect(pagesNear(20, 32, 50, 10_000)).toEqual([0, 1]);
  expect(pagesNear(4990, 5003, 50, 10_000)).toEqual([99, 100]);
  expect(pagesNear(9990, 9999, 50, 10_000)).toEqual([199]);
  expect(pagesNear(0, 12, 50, 3)).toEqual([0]);
  expect(pagesNear(0, 0, 50, 0)).toEqual([]);
});

it("always covers the window and stays bounded", () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 100 }),
      fc.nat(100_000),
      (first, length, pageSize, extra) => {
        const last = first + length - 1;
        const total = last + 1 + extra;
        const pages = pagesNear(first, last, pageSize, total);
        expect(pages[0]! * pageSize).toBeLessThanOrEqual(first);
        expect((pages.at(-1)! + 1) * pageSize).toBeGreaterThan(last);
        expect(pages.length).toBeLessThanOrEqual(Math.ceil((length + 2 * Math.ceil(pageSize / 2)) / pageSize) + 1);
      },
    ),
  );
});
