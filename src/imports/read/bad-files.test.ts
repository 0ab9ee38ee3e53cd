import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesRoom } from "#test/files.ts";
import { inlineRows, workbookOf, workbookParts, zipOf } from "#test/workbook.ts";

let room: Awaited<ReturnType<typeof filesRoom>>;
beforeAll(async () => void (room = await filesRoom()));
afterAll(() => room.close());

const latin = (text: string) => Buffer.from(text, "latin1");
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const bytes = (...list: number[]) => Buffer.from(list);
const bom = bytes(0xef, 0xbb, 0xbf);
const table = "name,email\nAda,ada@example.com\n";
const wide = (columns: number) =>
  `${Array.from({ length: columns }, (_, index) => `h${index}`).join(",")}\n${Array.from({ length: columns }, () => "x").join(",")}\n`;

/** Files in which there is nothing sensible to read. */
const refused: [string, string, Buffer | string][] = [
  ["nothing at all", "file_empty", ""],
  ["only a byte order mark", "file_empty", bom],
  ["only a byte order mark of UTF-16", "file_empty", bytes(0xff, 0xfe)],
  ["only spaces", "file_empty", "   \t  "],
  ["only line ends", "file_empty", "\n\r\n\n\n"],
  ["only separators", "file_empty", ",,,\n,,,\n"],
  ["only empty cells in quotes", "file_empty", '"",""\n"",""\n'],
  ["a header and no rows", "file_without_rows", "name,email,phone\n"],
  ["a header without a line end", "file_without_rows", "name;email;phone"],
  ["a header and blank lines", "file_without_rows", "name,email\n\n\n,\n"],
  ["a gzipped nothing", "file_empty", gzipSync("")],
  ["a gzipped header", "file_without_rows", gzipSync("name,email\n")],
  ["a PNG called .csv", "file_is_image", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
  ["a JPEG", "file_is_image", bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46)],
  ["a GIF", "file_is_image", "GIF89a\x01\x00"],
  ["a WebP", "file_is_image", latin("RIFF\x10\x00\x00\x00WEBPVP8 ")],
  ["a photo of a phone", "file_is_image", latin("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")],
  ["a PDF", "file_is_pdf", "%PDF-1.7\n1 0 obj\n"],
  [
    "an old Excel",
    "file_is_old_excel",
    Buffer.concat([bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), Buffer.alloc(600), utf16("Workbook")]),
  ],
  [
    "a protected Excel",
    "file_is_encrypted",
    Buffer.concat([bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), Buffer.alloc(600), utf16("EncryptedPackage")]),
  ],
  ["a ZIP of a CSV", "file_is_archive", zipOf({ "deals.csv": table })],
  ["an empty ZIP", "file_is_archive", Buffer.concat([bytes(0x50, 0x4b, 0x05, 0x06), Buffer.alloc(18)])],
  ["a Word document", "file_is_open_document", zipOf({ "[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>" })],
  [
    "an OpenDocument table",
    "file_is_open_document",
    zipOf({ mimetype: "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>" }),
  ],
  ["a table of Apple's Numbers", "file_is_open_document", zipOf({ "Index/Document.iwa": "x" })],
  ["a binary workbook", "file_is_open_document", zipOf({ "xl/workbook.bin": "x" })],
  [
    "a ZIP with a password",
    "file_is_encrypted",
    zipOf(workbookParts([{ name: "A", rows: inlineRows([["name"], ["Ada"]]) }]), { encrypted: true }),
  ],
  ["a ZIP that breaks off", "file_broken", workbookOf([{ name: "A", rows: inlineRows([["name"], ["Ada"]]) }]).subarray(0, 300)],
  ["a workbook without sheets", "sheet_missing", workbookOf([])],
  [
    "a workbook whose sheets are all hidden",
    "sheet_missing",
    workbookOf([{ name: "A", state: "hidden", rows: inlineRows([["name"], ["Ada"]]) }]),
  ],
  ["a workbook with an empty sheet", "file_empty", workbookOf([{ name: "A" }])],
  ["a workbook with a header only", "file_without_rows", workbookOf([{ name: "A", rows: inlineRows([["name", "email"]]) }])],
  ["a workbook whose sheet is broken XML", "file_broken", workbookOf([{ name: "A", rows: "<row><c><v>1</v></row>" }])],
  [
    "a workbook that names a part it has not",
    "sheet_missing",
    zipOf(Object.fromEntries(Object.entries(workbookParts([{ name: "A" }])).filter(([name]) => !name.includes("sheet1")))),
  ],
  [
    "a part that unpacks to another size than it says",
    "file_broken",
    zipOf(workbookParts([{ name: "A", rows: inlineRows([["name"], ["Ada"]]) }]), { lie: 12 }),
  ],
  ["a gzip that breaks off", "file_broken", gzipSync(Buffer.from(table.repeat(5000) + Math.random())).subarray(0, 60)],
  [
    "a gzip with a wrong checksum",
    "file_broken",
    (() => {
      const gz = gzipSync(table.repeat(50));
      gz[gz.length - 6]! ^= 0xff;
      return gz;
    })(),
  ],
  ["a gzip of a gzip", "file_is_archive", gzipSync(gzipSync(table))],
  ["a tape archive", "file_is_archive", gzipSync(Buffer.concat([Buffer.alloc(257, "a"), Buffer.from("ustar\x0000"), Buffer.alloc(300)]))],
  ["a 7-zip", "file_is_archive", latin("7z\xbc\xaf\x27\x1c\x00\x04")],
  [
    "a web page saved as .xls",
    "file_is_web_page",
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table></html>",
  ],
  ["a web page in capitals", "file_is_web_page", "  <!DOCTYPE HTML>\n<HTML><BODY>Sign in</BODY></HTML>"],
  ["a bare HTML table", "file_is_web_page", "<table><tr><td>name</td></tr></table>"],
  ["XML", "file_is_xml", "<?xml version='1.0'?><orders><order/></orders>"],
  ["XML without a declaration", "file_is_xml", "<orders>\n<order/></orders>"],
  ["a text document", "file_not_text", "{\\rtf1\\ansi Hello}"],
  ["random bytes", "file_not_text", Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + (index >> 3) * 104729) % 32))],
  ["a program", "file_not_text", Buffer.concat([latin("\x7fELF\x02\x01\x01"), Buffer.alloc(4000)])],
  ["16,000 columns", "too_many_columns", wide(16_000)],
  ["501 columns", "too_many_columns", wide(501)],
  [
    "16,000 columns in a workbook",
    "too_many_columns",
    workbookOf([{ name: "A", rows: inlineRows([wide(16_000).split("\n")[0]!.split(","), wide(16_000).split("\n")[1]!.split(",")]) }]),
  ],
  [
    "JSON with 501 members",
    "too_many_columns",
    `${JSON.stringify(Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`k${index}`, 1])))}\n`,
  ],
  ["one JSON object with the list inside", "json_not_a_list", JSON.stringify({ orders: [{ id: 1 }, { id: 2 }] }, null, 2)],
  ["a JSON list of numbers", "json_not_a_list", "[ [1, 2], [3, 4] ]"],
  ["an empty JSON list", "json_not_a_list", "[]"],
  ["JSON that is only broken", "json_not_a_list", '{"name": "Ada\n{"name" "Bob"\n'],
];

describe("a file with nothing to read is refused with its reason", () => {
  it.each(refused)("%s: %s", async (_, reason, content) => {
    await expect(room.take(content)).rejects.toMatchObject({ name: "Refusal", code: reason });
    expect(await room.tables()).toEqual([]);
    expect(room.leftovers()).toEqual([]);
  });
});

type Case = {
  is: string;
  content: Buffer | string;
  header?: string[];
  rows?: (string | null)[][];
  bad?: [number, string][];
  lines?: number[];
  read?: object;
};

/** Files with something wrong in them, and what is read all the same. */
const taken: Case[] = [
  {
    is: "a byte order mark",
    content: Buffer.concat([bom, Buffer.from(table)]),
    header: ["name", "email"],
    rows: [["Ada", "ada@example.com"]],
    read: { encoding: "utf-8" },
  },
  {
    is: "UTF-16 with its mark",
    content: Buffer.concat([bytes(0xff, 0xfe), utf16("Name;Straße\nJörg;Mühlweg\n")]),
    header: ["Name", "Straße"],
    rows: [["Jörg", "Mühlweg"]],
    read: { encoding: "utf-16le", delimiter: ";" },
  },
  {
    is: "UTF-16 the other way round",
    content: Buffer.concat([bytes(0xfe, 0xff), utf16be("Name\tOrt\nJörg\tKöln\n")]),
    rows: [["Jörg", "Köln"]],
    read: { encoding: "utf-16be", format: "tsv" },
  },
  { is: "UTF-16 without a mark", content: utf16("Name;Ort\nJörg;Köln\n"), rows: [["Jörg", "Köln"]], read: { encoding: "utf-16le" } },
  {
    is: "UTF-16 the other way round without a mark",
    content: utf16be("Name;Ort\nJörg;Köln\n"),
    rows: [["Jörg", "Köln"]],
    read: { encoding: "utf-16be" },
  },
  {
    is: "Windows-1252",
    content: latin("Name;Ort;Preis\nJ\xf6rg;K\xf6ln;5 \x80\n"),
    rows: [["Jörg", "Köln", "5 €"]],
    read: { encoding: "windows-1252" },
  },
  {
    is: "two encodings in one file",
    content: Buffer.concat([Buffer.from("Name;Ort\nJörg;Köln\n"), latin("J\xfcrgen;M\xfcnchen\n"), Buffer.from("Zoë;Łódź\n")]),
    rows: [
      ["Jörg", "Köln"],
      ["Jürgen", "München"],
      ["Zoë", "Łódź"],
    ],
    read: { encoding: "utf-8, windows-1252", notes: [{ code: "encoding_mixed", details: { lines: 1 } }] },
  },
  {
    is: "Windows-1252 far behind the first look",
    content: Buffer.concat([Buffer.from("name;city\n"), Buffer.from("Ada;Bonn\n".repeat(20_000)), latin("J\xf6rg;K\xf6ln\n")]),
    read: { rows: 20_001, encoding: "windows-1252" },
  },
  {
    is: "NULs between the letters",
    content: "name,city\nA\0da,Bo\0nn\nBob,Ulm\n",
    rows: [
      ["Ada", "Bonn"],
      ["Bob", "Ulm"],
    ],
    read: { notes: [{ code: "nuls_removed", details: { count: 2 } }] },
  },
  {
    is: "CR as the only line end",
    content: "name,city\rAda,Bonn\rBob,Ulm",
    rows: [
      ["Ada", "Bonn"],
      ["Bob", "Ulm"],
    ],
    lines: [2, 3],
  },
  {
    is: "all three line ends mixed",
    content: "name,city\r\nAda,Bonn\nBob,Ulm\rEve,Kiel\r\n",
    rows: [
      ["Ada", "Bonn"],
      ["Bob", "Ulm"],
      ["Eve", "Kiel"],
    ],
    lines: [2, 3, 4],
  },
  { is: "no line end at the end", content: "name,city\nAda,Bonn", rows: [["Ada", "Bonn"]] },
  {
    is: "blank lines between the rows",
    content: "name,city\n\nAda,Bonn\n\n\n,\nBob,Ulm\n",
    rows: [
      ["Ada", "Bonn"],
      ["Bob", "Ulm"],
    ],
    lines: [3, 7],
  },
  {
    is: "a line that says the separator",
    content: "sep=;\nname;city\nAda;Bonn, am Rhein\n",
    header: ["name", "city"],
    rows: [["Ada", "Bonn, am Rhein"]],
    lines: [3],
  },
  { is: "a separator said against appearances", content: "sep=|\na,b|c\n1,2|3\n", header: ["a,b", "c"], rows: [["1,2", "3"]] },
  { is: "pipes", content: "name|city\nAda|Bonn\n", rows: [["Ada", "Bonn"]], read: { delimiter: "|" } },
  {
    is: "semicolons with decimal commas",
    content: "name;value\nAda;1,5\nBob;2,25\n",
    rows: [
      ["Ada", "1,5"],
      ["Bob", "2,25"],
    ],
    read: { delimiter: ";" },
  },
  {
    is: "one column",
    content: "email\nada@example.com\nbob@example.com\n",
    header: ["email"],
    rows: [["ada@example.com"], ["bob@example.com"]],
  },
  {
    is: "rows that are too short",
    content: "a name,b name,c name\n1,2,3\n4,5\n6,7,8\n",
    rows: [
      ["1", "2", "3"],
      ["4", "5", null],
      ["6", "7", "8"],
    ],
  },
  {
    is: "rows with empty cells too many",
    content: "name,city\nAda,Bonn,,,\nBob,Ulm\n",
    rows: [
      ["Ada", "Bonn"],
      ["Bob", "Ulm"],
    ],
  },
  {
    is: "rows with cells too many",
    content: `name,city\nAda,Bonn,x,y\n${"Bob,Ulm\n".repeat(20)}`,
    bad: [[2, "too_many_cells"]],
    read: { rows: 20, badRows: 1 },
  },
  {
    is: "a quoted line end",
    content: 'name,note\nAda,"one\ntwo"\nBob,three\n',
    rows: [
      ["Ada", "one\ntwo"],
      ["Bob", "three"],
    ],
    lines: [2, 4],
  },
  {
    is: "a quoted Windows line end",
    content: 'name,note\r\nAda,"one\r\ntwo"\r\nBob,x\r\n',
    rows: [
      ["Ada", "one\r\ntwo"],
      ["Bob", "x"],
    ],
    lines: [2, 4],
  },
  { is: "quotes inside quotes", content: 'name,note\nAda,"she said ""hi"""\n', rows: [["Ada", 'she said "hi"']] },
  {
    is: "quotes inside quotes that nobody doubled",
    content: 'name,note\nAda,"she said "hi" to him"\nBob,x\n',
    rows: [
      ["Ada", 'she said "hi" to him'],
      ["Bob", "x"],
    ],
  },
  {
    is: "a quote in the middle of a cell",
    content: 'name,size\nScreen,27" wide\nBoard,15"\n',
    rows: [
      ["Screen", '27" wide'],
      ["Board", '15"'],
    ],
  },
  {
    is: "spaces around quotes",
    content: 'name, city\n"Ada", "Bonn, am Rhein"\n"Bob" , "Ulm"\n',
    rows: [
      ["Ada", "Bonn, am Rhein"],
      ["Bob", "Ulm"],
    ],
  },
  {
    is: "a quote that never closes",
    content: 'name,city,street\nAda,Bonn,A\nBob,"Ulm,B\nEve,Kiel,C\nDan,Jena,D\n',
    rows: [
      ["Ada", "Bonn", "A"],
      ["Eve", "Kiel", "C"],
      ["Dan", "Jena", "D"],
    ],
    bad: [[3, "quote_not_closed"]],
    lines: [2, 4, 5],
  },
  {
    is: "a quote that closes in another row",
    content: 'name,city,street\nBob,"Ulm,B\nEve,"Kiel",C\nDan,Jena,D\n',
    rows: [
      ["Eve", "Kiel", "C"],
      ["Dan", "Jena", "D"],
    ],
    bad: [[2, "quote_not_closed"]],
  },
  {
    is: "an unclosed quote in the last line",
    content: 'name,city\nAda,Bonn\nBob,"Ulm\n',
    rows: [["Ada", "Bonn"]],
    bad: [[3, "quote_not_closed"]],
  },
  {
    is: "headers that stand twice",
    content: "name,email,email,Email\nAda,a@x.de,b@x.de,c@x.de\n",
    header: ["name", "email", "email 2", "Email 3"],
    read: { notes: [{ code: "headers_twice", details: { count: 2 } }] },
  },
  { is: "headers without a name", content: "name,,email\nAda,x,a@x.de\n", header: ["name", "Column 2", "email"] },
  {
    is: "columns beyond the header",
    content: "name,city\nAda,Bonn,1\nBob,Ulm,2\nEve,Kiel,3\n",
    header: ["name", "city", "Column 3"],
    rows: [
      ["Ada", "Bonn", "1"],
      ["Bob", "Ulm", "2"],
      ["Eve", "Kiel", "3"],
    ],
  },
  {
    is: "no header",
    content: "Ada,ada@example.com,2024-01-05\nBob,bob@example.com,2024-02-06\n",
    header: ["Column 1", "Column 2", "Column 3"],
    rows: [
      ["Ada", "ada@example.com", "2024-01-05"],
      ["Bob", "bob@example.com", "2024-02-06"],
    ],
    lines: [1, 2],
    read: { hasHeader: false },
  },
  {
    is: "no header, words only",
    content: "Ada;Bonn;cold\nBob;Ulm;warm\nEve;Bonn;cold\n",
    header: ["Column 1", "Column 2", "Column 3"],
    read: { hasHeader: false, rows: 3 },
  },
  {
    is: "years as headers",
    content: "Region,2022,2023\nNord,1,2\nSüd,3,4\n",
    header: ["Region", "2022", "2023"],
    rows: [
      ["Nord", "1", "2"],
      ["Süd", "3", "4"],
    ],
  },
  {
    is: "titles above the table",
    content: "Report of deals\nMade on 1 May\n\nname;value;city\nAda;1;Bonn\nBob;2;Ulm\n",
    header: ["name", "value", "city"],
    rows: [
      ["Ada", "1", "Bonn"],
      ["Bob", "2", "Ulm"],
    ],
    lines: [5, 6],
    read: { notes: [{ code: "titles_passed_over", details: { count: 2, line: 4 } }] },
  },
  {
    is: "titles as a spreadsheet writes them",
    content: "Report;;;\n;;;\nname;value;city;owner\nAda;1;Bonn;X\nBob;2;Ulm;Y\n",
    header: ["name", "value", "city", "owner"],
    read: { rows: 2 },
  },
  {
    is: "remarks between the rows",
    content: "# made by a machine\nname,city\n# first part\nAda,Bonn\nBob,Ulm\n",
    rows: [
      ["Ada", "Bonn"],
      ["Bob", "Ulm"],
    ],
  },
  {
    is: "order numbers that begin like remarks",
    content: "name,total\n#1001,5\n#1002,6\n",
    rows: [
      ["#1001", "5"],
      ["#1002", "6"],
    ],
  },
  {
    is: "a line of totals at the end",
    content: `name;city;value\n${"Ada;Bonn;1\n".repeat(5)}Summe;;5\n`,
    bad: [[7, "row_is_total"]],
    read: { rows: 5, badRows: 1 },
  },
  { is: "a customer called Total", content: `name;city;value\n${"Ada;Bonn;1\n".repeat(5)}Total;Paris;5\n`, bad: [], read: { rows: 6 } },
  {
    is: "remarks below the table",
    content: `name,city,value\n${"Ada,Bonn,1\n".repeat(5)}Confidential information\n`,
    bad: [[7, "too_few_cells"]],
    read: { rows: 5 },
  },
  {
    is: "the header once more in the middle",
    content: "name,city\nAda,Bonn\nname,city\nBob,Ulm\n",
    rows: [
      ["Ada", "Bonn"],
      ["Bob", "Ulm"],
    ],
    bad: [[3, "row_is_header"]],
  },
  {
    is: "a cell over the limit",
    content: `name,note\nAda,${"x".repeat(100_001)}\nBob,y\n`,
    rows: [["Bob", "y"]],
    bad: [[2, "cell_too_long"]],
  },
  {
    is: "a quoted cell over the limit",
    content: `name,note\nAda,"${"x\n".repeat(60_000)}"\nBob,y\n`,
    rows: [["Bob", "y"]],
    bad: [[2, "cell_too_long"]],
    lines: [60_003],
  },
  {
    is: "empty cells and absent ones",
    content: 'name,a name,b name\nAda,"",\nBob\n',
    rows: [["Ada", "", ""]],
    bad: [[3, "too_few_cells"]],
  },
  { is: "a gzipped table", content: gzipSync(table), rows: [["Ada", "ada@example.com"]], read: { gzipped: true } },
  {
    is: "formulas as text",
    content: "name,note\n=cmd|' /C calc'!A0,@SUM(1)\nBob,+1\n",
    rows: [
      ["=cmd|' /C calc'!A0", "@SUM(1)"],
      ["Bob", "+1"],
    ],
  },
  { is: "500 columns", content: wide(500), read: { rows: 1 } },
  {
    is: "JSON Lines",
    content: '{"name":"Ada","age":36}\n{"name":"Bob","city":"Ulm","ok":true,"none":null}\n',
    header: ["name", "age", "city", "ok", "none"],
    rows: [
      ["Ada", "36", null, null, null],
      ["Bob", null, "Ulm", "true", null],
    ],
    read: { format: "jsonl", shape: "table" },
  },
  {
    is: "JSON Lines with a bad line",
    content: '{"name":"Ada"}\n{"name":"Bo\n[1]\n{"name":"Eve"}\n',
    rows: [["Ada"], ["Eve"]],
    bad: [
      [2, "json_broken"],
      [3, "json_not_an_object"],
    ],
    lines: [1, 4],
  },
  {
    is: "one JSON list over many lines",
    content: JSON.stringify([{ name: "Ada", tags: ["a", "b"] }, { name: "Bob" }], null, 2),
    header: ["name", "tags"],
    rows: [
      ["Ada", '["a","b"]'],
      ["Bob", null],
    ],
  },
  { is: "a JSON list in one line", content: '[{"name":"Ada"},{"name":"B]}\\"ob"}]', rows: [["Ada"], ['B]}"ob']] },
  {
    is: "a JSON list that breaks off",
    content: '[{"name":"Ada"},{"name":"Bob"},{"na',
    rows: [["Ada"], ["Bob"]],
    bad: [[1, "json_broken"]],
  },
  {
    is: "a JSON list with other things in it",
    content: '[{"name":"Ada"}, 1, "x", null]',
    rows: [["Ada"]],
    bad: [
      [1, "json_not_an_object"],
      [1, "json_not_an_object"],
      [1, "json_not_an_object"],
    ],
  },
  {
    is: "objects over several lines, one after the other",
    content: '{\n "name": "Ada"\n}\n{\n "name": "Bob"\n}\n',
    rows: [["Ada"], ["Bob"]],
    lines: [1, 4],
  },
  {
    is: "nested JSON",
    content: '{"id":1,"address":{"city":"Bonn","geo":{"lat":50.7}},"items":[{"sku":"a"}]}\n{"id":2}\n',
    header: ["id", "address.city", "address.geo.lat", "items"],
    rows: [
      ["1", "Bonn", "50.7", '[{"sku":"a"}]'],
      ["2", null, null, null],
    ],
  },
  { is: "ids longer than a number", content: '{"id":820982911946154508,"name":"Ada"}\n', rows: [["820982911946154508", "Ada"]] },
  {
    is: "events of a tracking client",
    content: '{"type":"track","event":"Order Completed","userId":"u1","properties":{"total":5}}\n{"type":"identify","userId":"u1"}\n',
    header: ["event"],
    rows: [['{"type":"track","event":"Order Completed","userId":"u1","properties":{"total":5}}'], ['{"type":"identify","userId":"u1"}']],
    read: { shape: "events" },
  },
  {
    is: "JSON in UTF-16",
    content: Buffer.concat([bytes(0xff, 0xfe), utf16('{"name":"Jörg"}\n{"name":"Zoë"}\n')]),
    rows: [["Jörg"], ["Zoë"]],
  },
  {
    is: "a table whose first cell begins with a bracket",
    content: "[id],name\n1,Ada\n2,Bob\n",
    header: ["[id]", "name"],
    rows: [
      ["1", "Ada"],
      ["2", "Bob"],
    ],
  },
];

describe("a file with something wrong in it is read as far as it goes", () => {
  it.each(taken)("$is", async ({ content, header, rows, bad, lines, read }) => {
    const file = await room.take(content);
    if (header) expect(file.read.header).toEqual(header);
    const got = await room.rows(file.fileId);
    if (rows) expect(got.map(({ line: _, ...cells }) => Object.values(cells))).toEqual(rows);
    if (lines) expect(got.map(({ line }) => line)).toEqual(lines);
    const wrong = await room.bad(file.fileId);
    if (bad || rows) expect(wrong.map(({ line, code }) => [line, code])).toEqual(bad ?? []);
    if (read) expect(file.read).toMatchObject(read);
    expect(file.read).toMatchObject({ rows: got.length, badRows: wrong.length });
    expect(room.leftovers()).toEqual([]);
  });
});
