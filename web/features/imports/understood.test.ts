import { expect, test } from "vitest";
import { understood } from "./understood.ts";

test("a date reads as its order says, and not at all where no such day exists", () => {
  expect(understood("05-03-17", { field: "createdAt", dateOrder: "dmy" })).toEqual({ day: "2017-03-05" });
  expect(understood("05/03/2017 14:20", { field: "createdAt", dateOrder: "mdy" })).toEqual({ day: "2017-05-03" });
  expect(understood("2017-05-03T10:00:00Z", { field: "createdAt", dateOrder: "dmy" })).toEqual({ day: "2017-05-03" });
  expect(understood("1.2.1998", { field: "createdAt", dateOrder: "dmy" })).toEqual({ day: "1998-02-01" });
  expect(understood("31.02.2017", { field: "createdAt", dateOrder: "dmy" })).toBeUndefined();
  expect(understood("soon", { field: "createdAt", dateOrder: "dmy" })).toBeUndefined();
  expect(understood("42000", { field: "createdAt", dateOrder: "serial" })).toBeUndefined();
});

test("an amount reads as its decimal sign says", () => {
  expect(understood("1.234,56 €", { field: "value", decimal: "," })).toEqual({ amount: 1234.56 });
  expect(understood("$1,234.56", { field: "value", decimal: "." })).toEqual({ amount: 1234.56 });
  expect(understood("1'234.50", { field: "value", decimal: "." })).toEqual({ amount: 1234.5 });
  expect(understood("1.234", { field: "value", decimal: "," })).toEqual({ amount: 1234 });
  expect(understood("-12", { field: "value", decimal: "." })).toEqual({ amount: -12 });
  expect(understood("n/a", { field: "value", decimal: "." })).toBeUndefined();
  expect(understood("1.234", { field: "value", decimal: null })).toBeUndefined();
});
