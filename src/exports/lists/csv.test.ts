import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import type { Column, List, Manner } from "./columns.ts";
import { csvOf, decimalOf, harmless } from "./csv.ts";
import { wallClock } from "./local-time.ts";
import { xlsxOf } from "./xlsx.ts";

type Row = {
  name: string | null;
  n: number | null;
  at: number | null;
  day: string | null;
  amountMinor: number | null;
  currency: string | null;
};

const columns: Column<Row>[] = [
  { head: "name", kind: "text", of: (row) => row.name },
  { head: "records", kind: "number", of: (row) => row.n },
  { head: "opened", kind: "instant", of: (row) => row.at },
  { head: "from", kind: "day", of: (row) => row.day },
  { head: "value", kind: "money", of: (row) => row },
];
const at = Date.parse("2026-07-01T22:30:00.250Z");
const rows: Row[] = [
  { name: `Müller; "Tee", &\nSöhne`, n: 1.5, at, day: "2026-07-02", amountMinor: 123_456, currency: "EUR" },
  { name: "=cmd|' /C calc'!A0", n: -3, at: null, day: null, amountMinor: -5, currency: "JPY" },
  { name: "12345678901234567", n: null, at: null, day: null, amountMinor: null, currency: null },
];
const listOf = (given: Row[]): List<Row> => ({ name: "deals", columns, pages: pagesOf(given) });
async function* pagesOf(given: Row[]) {
  yield given;
}
const german: Manner = { language: "de", timeZone: "Europe/Berlin" };
const english: Manner = { language: "en", timeZone: "America/New_York" };
const textOf = async (list: List<Row>, manner: Manner) => (await Array.fromAsync(csvOf(list, manner))).join("");

describe("a list as CSV", () => {
  it("opens right in a German Excel", async () => {
    expect(await textOf(listOf(rows), german)).toBe(
      [
        "\uFEFFName;Datensätze;Begonnen;Begonnen (ISO 8601);Von;Wert;Währung",
        `"Müller; ""Tee"", &\nSöhne";1,5;2026-07-02 00:30:00;2026-07-01T22:30:00.250Z;2026-07-02;1234,56;EUR`,
        "'=cmd|' /C calc'!A0;-3;;;;-5;JPY",
        "12345678901234567;;;;;;",
        "",
      ].join("\r\n"),
    );
  });

  it("opens right in an English one", async () => {
    expect(await textOf(listOf(rows.slice(0, 1)), english)).toBe(
      [
        "\uFEFFName,Records,Began,Began (ISO 8601),From,Value,Currency",
        `"Müller; ""Tee"", &\nSöhne",1.5,2026-07-01 18:30:00,2026-07-01T22:30:00.250Z,2026-07-02,1234.56,EUR`,
        "",
      ].join("\r\n"),
    );
  });

  it("takes the edge off formulas, and off nothing else", () => {
    const formulas = ["=1+1", "=cmd|' /C calc'!A0", "+49 171 1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-", "+1e5"];
    for (const text of formulas) expect(harmless(text)).toBe(`'${text}`);
    for (const text of ["-12,50", "+491711234567", "-3", "a=b", "", " x", "'=1"]) expect(harmless(text)).toBe(text);
    expect(harmless(null)).toBeNull();
  });

  it("writes money exactly, with the decimals of its currency", () => {
    expect([1, -1, 100, 123_456_789_012_345].map((minor) => decimalOf(minor, "EUR"))).toEqual([
      "0.01",
      "-0.01",
      "1.00",
      "1234567890123.45",
    ]);
    expect([decimalOf(500, "JPY"), decimalOf(1_234, "KWD"), decimalOf(-7, "BHD", ",")]).toEqual(["500", "1.234", "-0,007"]);
  });
});

describe("a list as XLSX", () => {
  it("has real numbers and dates, and everything else as text", async () => {
    const bytes = await new Response(xlsxOf(listOf(rows), german)).bytes();
    const { sheets } = await readXlsx(bytes);
    const [head, first, second, third] = sheets[0]!.rows;
    expect(sheets[0]!.name).toBe("deals");
    expect(head).toEqual(["Name", "Datensätze", "Begonnen", "Begonnen (ISO 8601)", "Von", "Wert", "Währung"]);
    expect(first!.slice(0, 2)).toEqual([`Müller; "Tee", &\nSöhne`, 1.5]);
    expect((first![2] as Date).getTime()).toBeCloseTo(Date.parse("2026-07-02T00:30:00.250Z"), -3); // the clock in Berlin
    expect(first!.slice(3, 4)).toEqual(["2026-07-01T22:30:00.250Z"]);
    expect(first!.slice(5)).toEqual([1234.56, "EUR"]);
    expect(second!.slice(0, 2)).toEqual(["=cmd|' /C calc'!A0", -3]);
    expect(third![0]).toBe("12345678901234567");
  });

  it("keeps the first row in sight and has no formula in it", async () => {
    const { streamXlsxRows } = await import("hucre/xlsx");
    const bytes = await new Response(xlsxOf(listOf(rows), german)).bytes();
    const read = await readXlsx(bytes, { readStyles: true });
    expect(read.sheets[0]!.freezePane).toMatchObject({ rows: 1 });
    expect(read.sheets[0]!.cells?.values().some((cell) => cell.formula !== undefined) ?? false).toBe(false);
    expect(await Array.fromAsync(streamXlsxRows(bytes))).toHaveLength(4);
  });

  it("cuts a text that Excel would call damaged", async () => {
    const bytes = await new Response(xlsxOf(listOf([{ ...rows[2]!, name: "x".repeat(40_000) }]), german)).bytes();
    const text = (await readXlsx(bytes)).sheets[0]!.rows[1]![0] as string;
    expect([text.length, text.at(-1)]).toEqual([32_767, "…"]);
  });
});

describe("the workspace's clock", () => {
  it("is right on both sides of a change of the hour", () => {
    const clock = wallClock("Europe/Berlin");
    const told = ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:00:00Z", "2026-12-24T23:30:00Z"];
    expect(told.map((text) => new Date(clock(Date.parse(text))).toISOString().slice(0, 19))).toEqual([
      "2026-03-29T01:59:59",
      "2026-03-29T03:00:00",
      "2026-10-25T02:59:59",
      "2026-10-25T02:00:00",
      "2026-12-25T00:30:00",
    ]);
  });
});
