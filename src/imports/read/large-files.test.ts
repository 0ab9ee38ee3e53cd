import { createWriteStream, openSync, writeSync, closeSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { filesRoom } from "#test/files.ts";
import { workbookParts, zipOf } from "#test/workbook.ts";

let room: Awaited<ReturnType<typeof filesRoom>>;
beforeAll(async () => void (room = await filesRoom()));
afterAll(() => room.close());

/** The most memory that the work adds, looked at as it goes. */
async function memoryOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return (Math.max(most, process.memoryUsage().rss) - before) / 1024 ** 2;
}

const megabyte = Buffer.alloc(1024 ** 2, "x");

function fileOf(name: string, begin: string, megabytes: number, end: string, filling = megabyte): string {
  const file = path.join(room.folder, name);
  const out = openSync(file, "w");
  writeSync(out, begin);
  for (let count = 0; count < megabytes; count += 1) writeSync(out, filling);
  writeSync(out, end);
  closeSync(out);
  return file;
}

it("passes over a line of a gigabyte in the memory of a row", async () => {
  const file = fileOf("gigabyte.csv", "name,city\nAda,Bonn\nBob,", 1024, "\nEve,Kiel\n");
  let read: Awaited<ReturnType<typeof room.read>>;
  const memory = await memoryOf(async () => void (read = await room.read(file)));
  expect(await room.rows(read!.fileId)).toEqual([
    { line: 2, c0: "Ada", c1: "Bonn" },
    { line: 4, c0: "Eve", c1: "Kiel" },
  ]);
  expect((await room.bad(read!.fileId)).map(({ line, code }) => [line, code])).toEqual([[3, "row_too_long"]]);
  expect(memory).toBeLessThan(250);
}, 120_000);

it("gives up a quote that stays open over a hundred megabytes after its line", async () => {
  const lines = Buffer.from("Ann,Ulm\n".repeat(131_072));
  const file = fileOf("quote.csv", 'name,city\nAda,Bonn\nBob,"Kiel\n', 100, "Eve,Kiel\n", lines);
  let read: Awaited<ReturnType<typeof room.read>>;
  const memory = await memoryOf(async () => void (read = await room.read(file)));
  expect(read!.read).toMatchObject({ rows: 100 * 131_072 + 2, badRows: 1 });
  expect((await room.bad(read!.fileId)).map(({ line, code }) => [line, code])).toEqual([[3, "quote_not_closed"]]);
  expect(memory).toBeLessThan(450);
}, 120_000);

it("is not worn out by a file full of quotes that never close", async () => {
  const lines = Buffer.from('"a\n'.repeat(200_000));
  const file = fileOf("quotes.csv", "name,city\nAda,Bonn\nBob,Ulm\n", 10, "Eve,Kiel\n", lines);
  const started = process.cpuUsage();
  const read = await room.read(file);
  const { user, system } = process.cpuUsage(started);
  expect(read.read.rows + read.read.badRows).toBeGreaterThan(1000);
  expect((user + system) / 1e6).toBeLessThan(30);
}, 120_000);

it("refuses a first line of which there is no end", async () => {
  await expect(room.read(fileOf("line.csv", "name,city", 64, ""))).rejects.toMatchObject({ code: "line_too_long" });
});

it("refuses a gzip bomb before it has filled the disk", async () => {
  const file = path.join(room.folder, "bomb.csv.gz");
  async function* zeros() {
    yield "name,city\n";
    const rows = Buffer.alloc(1024 ** 2, "a,b\n");
    for (let count = 0; count < 100; count += 1) yield rows;
  }
  await pipeline(zeros(), createGzip(), createWriteStream(file));
  const memory = await memoryOf(() => expect(room.read(file)).rejects.toMatchObject({ code: "unpacks_too_large" }));
  expect(memory).toBeLessThan(250);
  expect(room.leftovers()).toEqual([]);
}, 120_000);

it("refuses a workbook that is a bomb", async () => {
  const bomb = zipOf(
    workbookParts([{ name: "A", rows: `<row><c t="inlineStr"><is><t>${"a".repeat(100 * 1024 ** 2)}</t></is></c></row>` }]),
  );
  await expect(room.take(bomb, "bomb.xlsx")).rejects.toMatchObject({ code: expect.stringMatching(/^(unpacks_too_large|file_broken)$/) });
  expect(room.leftovers()).toEqual([]);
}, 120_000);

it("reads a workbook of 30,000 rows with texts of its own in bounded memory", async () => {
  const texts = Array.from({ length: 60_000 }, (_, index) => `<t>${`text ${index} `.repeat(60)}</t>`);
  const rows = Array.from(
    { length: 30_000 },
    (_, index) => `<row><c t="s"><v>${index * 2}</v></c><c t="s"><v>${index * 2 + 1}</v></c></row>`,
  );
  const book = zipOf(
    workbookParts(
      [
        {
          name: "A",
          rows: `<row><c t="inlineStr"><is><t>one name</t></is></c><c t="inlineStr"><is><t>other name</t></is></c></row>${rows.join("")}`,
        },
      ],
      { texts },
    ),
  );
  const file = await room.take(book, "large.xlsx");
  expect(file.read.rows).toBe(30_000);
  expect((await room.rows(file.fileId))[29_999]).toMatchObject({ c0: "text 59998 ".repeat(60), c1: "text 59999 ".repeat(60) });
  expect(room.leftovers()).toEqual([]);
}, 120_000);
