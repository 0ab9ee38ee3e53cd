import { expect, it } from "vitest";
import { soFar } from "./so-far.ts";

it.each([
  ["2026-03-30T12:00:00Z", { asOf: "2026-03-30" }, "2026-03-30"],
  ["2026-03-31T03:59:59.999Z", { asOf: "2026-03-30" }, "2026-03-30"], // in New York the 30th is not over, in UTC it is
  ["2026-04-01T03:59:59.999Z", { asOf: "2026-03-31" }, "2026-03-31"],
  ["2026-03-30T12:00:00Z", {}, "2026-03-31"],
])("a forecast of March made at %s has won until %o", (asOf, scope, to) => {
  const march = { from: "2026-03-01", to: "2026-03-31" };
  const period = { from: "2026-01-01", to: "2026-12-31" };
  expect(soFar({ ...march, asOf }, { ...period, ...scope }, "America/New_York")).toEqual({ ...scope, from: march.from, to });
});
