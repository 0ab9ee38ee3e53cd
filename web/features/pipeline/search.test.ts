import { expect, it } from "vitest";
import { filterCount, filtersOf, isBeside, narrowingOf, parseSearch, pastOf, withoutFilters } from "./search.ts";

it("reads filters from the address", () => {
  const search = parseSearch({
    owner: "none",
    source: "newsletter",
    minValue: "5000",
    known: "yes",
    stalled: "yes",
    q: "hotel",
    view: "list",
    asOf: "2026-03-01",
    asKnownOn: "2026-03-02",
  });
  expect(search).toEqual({
    owner: "none",
    source: "newsletter",
    minValue: 5000,
    known: "yes",
    stalled: "yes",
    q: "hotel",
    view: "list",
    asOf: "2026-03-01",
    asKnownOn: "2026-03-02",
  });
  expect(filtersOf(search)).toEqual({ owner: "none", source: "newsletter", minValue: 5000, known: "yes", stalled: "yes", q: "hotel" });
  expect(filterCount(search)).toBe(6);
  expect(narrowingOf(filtersOf(search))).toEqual({ owner: "none", source: "newsletter", minValue: 5000 });
  expect([isBeside(filtersOf(search)), isBeside({ owner: "none" })]).toEqual([true, false]);
  expect(withoutFilters(search)).toEqual({ view: "list", asOf: "2026-03-01", asKnownOn: "2026-03-02" });
  expect([pastOf(search), pastOf({ asKnownOn: "2026-03-02" }), pastOf({ q: "hotel" })]).toEqual([
    { asOf: "2026-03-01", asKnownOn: "2026-03-02" },
    { asKnownOn: "2026-03-02" },
    undefined,
  ]);
});

it("drops what it does not know instead of failing", () => {
  expect(
    parseSearch({
      minValue: "lots",
      known: "maybe",
      asOf: "2026-02-31",
      asKnownOn: "then",
      view: "map",
      sort: "luck",
      stalled: "no",
      q: "  ",
      evil: "x",
    }),
  ).toEqual({});
  expect(parseSearch({ minValue: -5, q: 4711 })).toEqual({ q: "4711" });
});
