import { afterAll, beforeAll, expect, it } from "vitest";
import { gzipSync } from "node:zlib";
import { filesRoom } from "#test/files.ts";
import { inlineRows, workbookOf } from "#test/workbook.ts";

let room: Awaited<ReturnType<typeof filesRoom>>;
beforeAll(async () => void (room = await filesRoom()));
afterAll(() => room.close());

/** Style 0 is plain, 1 a date by number, 2 a German date with time, 3 money, 4 a percentage in red, 5 a duration. */
const styles = `<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm;@"/><numFmt numFmtId="165" formatCode="#,##0.00\\ [$€-407]"/>
  <numFmt numFmtId="166" formatCode="[Red]0%&quot; d&quot;"/><numFmt numFmtId="167" formatCode="[h]:mm:ss"/></numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
  <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs>`;

async function valuesOf(bytes: Buffer) {
  const file = await room.take(bytes, "book.xlsx");
  return { file, cells: (await room.rows(file.fileId)).map(({ line: _, ...cells }) => Object.values(cells)) };
}

const oneCell = (cell: string) =>
  `<row r="1"><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>value</t></is></c></row><row r="2"><c t="inlineStr"><is><t>Ada</t></is></c>${cell}</row>`;

it.each([
  ["a shared text", '<c t="s"><v>0</v></c>', "Bonn & Köln"],
  ["a shared text in several fonts", '<c t="s"><v>1</v></c>', "half bold"],
  ["a shared text with its reading", '<c t="s"><v>2</v></c>', "東京"],
  ["a text in the cell", '<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>', "inline"],
  ["the result of a formula", '<c t="str"><f>A1&amp;"x"</f><v>Adax</v></c>', "Adax"],
  ["a whole number", "<c><v>1234</v></c>", "1234"],
  ["a number with the error of its arithmetic", "<c><v>4.3899999999999997</v></c>", "4.39"],
  ["a number with an exponent", "<c><v>1.5E-3</v></c>", "0.0015"],
  ["a large number with an exponent", "<c><v>1.2345E+9</v></c>", "1234500000"],
  ["a negative number", "<c><v>-12.50</v></c>", "-12.5"],
  ["money", '<c s="3"><v>1234.5</v></c>', "1234.5"],
  ["a percentage", '<c s="4"><v>0.25</v></c>', "0.25"],
  ["a date", '<c s="1"><v>44561</v></c>', "2021-12-31"],
  ["a date with a time", '<c s="2"><v>44561.75</v></c>', "2021-12-31 18:00:00"],
  ["a date a breath before midnight", '<c s="2"><v>44560.999999999</v></c>', "2021-12-31"],
  ["a date before the day that never was", '<c s="1"><v>59</v></c>', "1900-02-28"],
  ["a time", '<c s="5"><v>0.5</v></c>', "12:00:00"],
  ["a date as text", '<c t="d"><v>2021-12-31T10:00:00</v></c>', "2021-12-31T10:00:00"],
  ["yes", '<c t="b"><v>1</v></c>', "true"],
  ["no", '<c t="b"><v>0</v></c>', "false"],
  ["an id of 17 digits kept as text", '<c t="inlineStr"><is><t>12345678901234567</t></is></c>', "12345678901234567"],
  ["a control character as the format writes it", '<c t="str"><v>a_x000A_b</v></c>', "a\nb"],
])("reads %s", async (_, cell, value) => {
  const texts = [
    "<t>Bonn &amp; Köln</t>",
    "<r><t>half </t></r><r><rPr><b/></rPr><t>bold</t></r>",
    "<t>東京</t><rPh><t>トウキョウ</t></rPh>",
  ];
  const { cells } = await valuesOf(workbookOf([{ name: "A", rows: oneCell(cell) }], { texts, styles }));
  expect(cells).toEqual([["Ada", value]]);
});

it("reads dates of workbooks that count from 1904", async () => {
  const { cells } = await valuesOf(workbookOf([{ name: "A", rows: oneCell('<c s="1"><v>43099</v></c>') }], { styles, is1904: true }));
  expect(cells).toEqual([["Ada", "2021-12-31"]]);
});

it("says when Excel has rounded ids", async () => {
  const { file, cells } = await valuesOf(workbookOf([{ name: "A", rows: oneCell("<c><v>1.2345678901234568E+16</v></c>") }]));
  expect(cells).toEqual([["Ada", "12345678901234568"]]);
  expect(file.read.notes).toEqual([{ code: "ids_rounded", details: { count: 1, example: "12345678901234568" } }]);
});

it("takes errors as empty and says so, and formulas by their value", async () => {
  const { file, cells } = await valuesOf(
    workbookOf([{ name: "A", rows: oneCell('<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f>1+1</f><v>2</v></c>') }]),
  );
  expect(cells).toEqual([["Ada", "", "2"]]);
  expect(file.read.notes).toEqual([
    { code: "cells_with_errors", details: { count: 1, example: "#DIV/0!" } },
    { code: "formulas_taken", details: { count: 2 } },
  ]);
});

it("keeps a merged cell's value in its first cell", async () => {
  const rows = `${inlineRows([
    ["name", "city"],
    ["Ada", "Bonn"],
  ])}<row r="3"><c r="A3" t="inlineStr"><is><t>Bob</t></is></c><c r="B3"/></row>`;
  const { file, cells } = await valuesOf(workbookOf([{ name: "A", rows, after: '<mergeCells><mergeCell ref="A3:B3"/></mergeCells>' }]));
  expect(cells).toEqual([
    ["Ada", "Bonn"],
    ["Bob", null],
  ]);
  expect(file.read.notes).toEqual([{ code: "cells_merged", details: { count: 1 } }]);
});

it("takes the fullest visible sheet and names the others", async () => {
  const { file, cells } = await valuesOf(
    workbookOf([
      { name: "Cover", rows: inlineRows([["Report"]]) },
      {
        name: "Deals",
        rows: inlineRows([
          ["name", "city"],
          ["Ada", "Bonn"],
          ["Bob", "Ulm"],
        ]),
      },
      { name: "Secret", state: "hidden", rows: inlineRows([["a", "b"], ...Array.from({ length: 9 }, () => ["x", "y"])]) },
      { name: "Empty" },
    ]),
  );
  expect(cells).toEqual([
    ["Ada", "Bonn"],
    ["Bob", "Ulm"],
  ]);
  expect(file.read.notes).toEqual([{ code: "sheet_chosen", details: { sheet: "Deals", others: "Cover" } }]);
});

it("knows rows and columns by their names, with gaps, titles and blank rows", async () => {
  const cell = (reference: string, text: string) => `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = `<row r="2">${cell("A2", "Report")}</row><row r="4">${cell("A4", "name")}${cell("B4", "city")}${cell("C4", "note")}</row>
    <row r="7">${cell("A7", "Ada")}${cell("C7", "hello")}</row><row r="8"/><row r="9">${cell("B9", "Ulm")}${cell("A9", "Bob")}</row>`;
  const file = await room.take(workbookOf([{ name: "A", rows }]));
  expect(await room.rows(file.fileId)).toEqual([
    { line: 7, c0: "Ada", c1: "", c2: "hello" },
    { line: 9, c0: "Bob", c1: "Ulm", c2: null },
  ]);
});

it("reads a gzipped workbook", async () => {
  const { cells } = await valuesOf(
    gzipSync(
      workbookOf([
        {
          name: "A",
          rows: inlineRows([
            ["name", "city"],
            ["Ada", "Bonn"],
          ]),
        },
      ]),
    ),
  );
  expect(cells).toEqual([["Ada", "Bonn"]]);
});

it("reads names with prefixes as some programs write them", async () => {
  const sheet =
    '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>name</x:t></x:is></x:c></x:row><x:row><x:c t="str"><x:v>Ada</x:v></x:c></x:row></x:sheetData></x:worksheet>';
  const { cells } = await valuesOf(workbookOf([{ name: "A" }], { other: { "xl/worksheets/sheet1.xml": sheet } }));
  expect(cells).toEqual([["Ada"]]);
});
