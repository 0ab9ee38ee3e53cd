import { setImmediate as breathe } from "node:timers/promises";
import type { DuckDBAppender } from "@duckdb/node-api";
import type { FilePlan, Kind, Plan } from "./contract.ts";
import { readEvents } from "./events.ts";
import type { Fault, Item, OrderItemRow } from "./items.ts";
import { personKey } from "./person-key.ts";
import { dealOfLead, isFault, readerOf, readOrder, readRow, type Cells, type Reader } from "./map-row.ts";
import { appendRow, itemTables, steps, type Work } from "./work.ts";

/** What a prepared import is about: the files with their headers, in the plan's order. */
export type Prepared = { plan: Plan; headers: ReadonlyMap<string, readonly string[]>; importId: string; nowMs: number; currency: string };

const rowsAtOnce = 5_000;
const rowsAtATime = 250;

/** Reads every row of every file by the plan into `item`, or into `refused` with the reason. `onRows` hears of every thousand or so. */
export async function prepare(work: Work, about: Prepared, onRows: (rows: number) => void, stopped: () => boolean): Promise<void> {
  await work.run(itemTables);
  const writer = await writerOf(work);
  const order: readonly Kind[] = [...steps, "leads"];
  const files = [...about.plan.files].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  for (const file of files) {
    if (file.kind === "none") continue;
    const reader = readerOf({
      plan: about.plan,
      file,
      headers: about.headers.get(file.fileId) ?? [],
      importId: about.importId,
      nowMs: about.nowMs,
      team: writer.team,
    });
    for await (const rows of rowsOf(work, about, file, reader)) {
      if (stopped()) break;
      for (let from = 0; from < rows.length; from += rowsAtATime) {
        for (const row of rows.slice(from, from + rowsAtATime)) take(writer, about, reader, row);
        await breathe();
      }
      onRows(rows.reduce((sum, row) => sum + row.cells.length, 0));
      writer.flush();
    }
  }
  writer.close();
  await sortItems(work);
}

/** One or, for an order, several rows of a file that make one item. */
type Rows = { line: bigint; lines?: bigint[]; cells: Cells[]; joined?: { reader: Reader; cells: Cells }; hasDeal?: boolean };

type Writer = { item: DuckDBAppender; refused: DuckDBAppender; team: Set<string>; seq: number; flush(): void; close(): void };

async function writerOf({ connection }: Work): Promise<Writer> {
  const item = await connection.createAppender("raw_item");
  const refused = await connection.createAppender("refused");
  return {
    item,
    refused,
    team: new Set(),
    seq: 0,
    flush() {
      item.flushSync();
      refused.flushSync();
    },
    close() {
      item.closeSync();
      refused.closeSync();
    },
  };
}

function take(writer: Writer, about: Prepared, reader: Reader, { line, lines = [line], cells, joined, hasDeal }: Rows): void {
  const { file } = reader;
  const keep = (read: Item | Fault) => {
    if (isFault(read))
      for (const each of lines) appendRow(writer.refused, [file.fileId, each, line, file.kind, read.code, read.field, read.value]);
    else write(writer, file, line, read);
  };
  if (file.kind === "orders") return keep(readOrder(reader, cells));
  if (file.kind === "events") return keep(readEvents(cells[0]![0] ?? "", about));
  const read = readRow(reader, cells[0]!, joined);
  if (file.kind !== "leads" || isFault(read)) return keep(read);
  keep(read);
  if (!hasDeal) keep(dealOfLead(reader, cells[0]!));
}

function write(writer: Writer, file: FilePlan, line: bigint, item: Item): void {
  if (item.kind === "team") writer.team.add(item.name.toLowerCase());
  const { who, at, key, amount, currency, flag } = columnsOf(item);
  writer.seq += 1;
  appendRow(writer.item, [
    writer.seq,
    steps.indexOf(item.kind),
    item.kind,
    file.fileId,
    line,
    key,
    who,
    at,
    amount,
    currency,
    flag,
    JSON.stringify(item),
  ]);
}

type Columns = { who: string; at: number; key: string | null; amount: number | null; currency: string | null; flag: string | null };

function columnsOf(item: Item): Columns {
  const none = { who: "", at: 0, key: null, amount: null, currency: null, flag: null };
  switch (item.kind) {
    case "deals":
      return {
        ...none,
        key: item.key,
        amount: item.value?.amountMinor ?? null,
        currency: item.value?.currency ?? null,
        flag: item.outcome,
      };
    case "contacts":
      return { ...none, who: personKey(item.person), at: item.at };
    case "orders":
      return {
        ...none,
        who: personKey(item.person),
        at: item.at,
        key: item.order.externalId,
        amount: item.order.totalMinor ?? 0,
        currency: item.order.currency ?? null,
        flag: flagOf(item),
      };
    case "activities":
      return { ...none, key: item.key };
    case "events":
      return { ...none, key: item.externalId, at: item.facts[0]?.at ?? 0, who: whoOfEvent(item.facts[0]?.who ?? {}) };
    default:
      return { ...none, key: item.name.toLowerCase() };
  }
}

function flagOf({ returned, person }: OrderItemRow): string {
  const known = personKey(person) !== "";
  return returned ? (known ? "returned" : "returnedGuest") : known ? "customer" : "guest";
}

function whoOfEvent(who: { userId?: string; email?: string; anonymousId?: string }): string {
  return who.userId ?? who.email ?? who.anonymousId ?? "";
}

/** Puts the items in order and sets aside rows that say what an earlier one of the import has said under the same id. */
async function sortItems(work: Work): Promise<void> {
  await work.run(`
    create temp table twice as
    select seq from (
      select seq, row_number() over (partition by kind, key order by seq) as nth
      from raw_item
      where key is not null and key not like '~%' and kind in ('deals', 'activities', 'events', 'orders')
    )
    where nth > 1
  `);
  await work.run(`insert into refused select file, line, line, kind, 'row_double', null, key from raw_item semi join twice using (seq)`);
  await work.run(`
    create table item as
    select
      row_number() over (order by step, who, happened, seq) as n, step, kind, file, line, who, happened, amount, currency, flag, body,
      case when key like '~%' then key || '#' || row_number() over (partition by kind, key order by seq) else key end as key
    from raw_item
    anti join twice using (seq)
    order by n
  `);
  await work.run("drop table twice; drop table raw_item");
}

/** The file's rows with what belongs to them, in chunks. */
async function* rowsOf(work: Work, about: Prepared, file: FilePlan, reader: Reader): AsyncIterable<Rows[]> {
  if (file.kind === "orders") return yield* ordersOf(work, file, reader);
  const table = `file_${file.fileId}`;
  const width = await widthOf(work, table);
  const own = Array.from({ length: width }, (_, index) => `f.c${index}`).join(", ");
  const lead = file.kind === "deals" ? leadOf(about, file) : undefined;
  const leadWidth = lead ? await widthOf(work, `file_${lead.plan.fileId}`) : 0;
  const leadReader =
    lead &&
    readerOf({
      plan: about.plan,
      file: lead.plan,
      headers: about.headers.get(lead.plan.fileId) ?? [],
      importId: about.importId,
      nowMs: about.nowMs,
      team: reader.team,
    });
  const theirs = lead ? `, l.line is not null, ${Array.from({ length: leadWidth }, (_, index) => `l.c${index}`).join(", ")}` : "";
  const join = lead
    ? `left join (select * from file_${lead.plan.fileId} qualify row_number() over (partition by c${lead.theirColumn} order by line) = 1) l on l.c${lead.theirColumn} = f.c${lead.ownColumn} and l.c${lead.theirColumn} <> ''`
    : "";
  const deal = file.kind === "leads" ? dealOf(about, file) : undefined;
  const hasDeal = deal
    ? `, exists (select from file_${deal.fileId} d where d.c${deal.theirColumn} = f.c${deal.ownColumn} and d.c${deal.theirColumn} <> '')`
    : "";
  for (let from = 0; ; from += rowsAtOnce) {
    const found = await work.connection.runAndReadAll(
      `select f.line, ${own}${theirs}${hasDeal} from ${table} f ${join} where f.rowid >= ${from} and f.rowid < ${from + rowsAtOnce} order by f.rowid`,
    );
    const rows = found.getRows();
    if (rows.length === 0) return;
    yield rows.map((row) => ({
      line: row[0] as bigint,
      cells: [row.slice(1, 1 + width) as Cells],
      ...(leadReader && row[1 + width] === true && { joined: { reader: leadReader, cells: row.slice(2 + width) as Cells } }),
      ...(deal && { hasDeal: row.at(-1) === true }),
    }));
  }
}

/** Rows of one order number together, in the order of the file. */
async function* ordersOf(work: Work, file: FilePlan, reader: Reader): AsyncIterable<Rows[]> {
  const table = `file_${file.fileId}`;
  const width = await widthOf(work, table);
  const candidates = (["orderId", "number"] as const).flatMap((field) => reader.columns.get(field)?.index ?? []);
  const [gaps] = await work.rows<Record<string, number>>(
    `select ${candidates.map((index) => `count(*) filter (where coalesce(c${index}, '') = '') as g${index}`).join(", ") || "0 as none"} from ${table}`,
  );
  const whole = candidates.find((index) => gaps![`g${index}`] === 0) ?? candidates.at(-1);
  const key = whole === undefined ? "line::varchar" : `coalesce(nullif(c${whole}, ''), '#' || line)`;
  await work.run(
    `create or replace temp table grouped as select *, dense_rank() over (order by first) as g from (select *, min(line) over (partition by ${key}) as first from ${table}) order by g, line`,
  );
  const own = Array.from({ length: width }, (_, index) => `c${index}`).join(", ");
  const open: { g: bigint; rows: Rows }[] = [];
  for (let from = 0; ; from += rowsAtOnce) {
    const found = await work.connection.runAndReadAll(
      `select g, line, ${own} from grouped where rowid >= ${from} and rowid < ${from + rowsAtOnce} order by rowid`,
    );
    const rows = found.getRows();
    for (const row of rows) {
      const before = open.at(-1);
      if (before && before.g === row[0]) {
        before.rows.cells.push(row.slice(2) as Cells);
        before.rows.lines!.push(row[1] as bigint);
      } else
        open.push({ g: row[0] as bigint, rows: { line: row[1] as bigint, lines: [row[1] as bigint], cells: [row.slice(2) as Cells] } });
    }
    // The last one may go on in the next chunk.
    const whole = open.splice(0, rows.length === 0 ? open.length : open.length - 1);
    if (whole.length > 0) yield whole.map((order) => order.rows);
    if (rows.length === 0) return void (await work.run("drop table grouped"));
  }
}

async function widthOf(work: Work, table: string): Promise<number> {
  const [row] = await work.rows<{ n: number }>(
    `select count(*) as n from duckdb_columns() where table_name = '${table}' and column_name like 'c%'`,
  );
  return row!.n;
}

/** The leads file whose rows a deals file goes on with, by a shared id. */
function leadOf({ plan }: Prepared, file: FilePlan): { plan: FilePlan; ownColumn: number; theirColumn: number } | undefined {
  for (const join of plan.joins) {
    const [own, their] =
      join.file === file.fileId
        ? [join.column, { id: join.toFile, column: join.toColumn }]
        : join.toFile === file.fileId
          ? [join.toColumn, { id: join.file, column: join.column }]
          : [];
    const other = their && plan.files.find(({ fileId, kind }) => fileId === their.id && kind === "leads");
    if (other) return { plan: other, ownColumn: own!, theirColumn: their.column };
  }
  return undefined;
}

function dealOf(about: Prepared, leads: FilePlan): { fileId: string; ownColumn: number; theirColumn: number } | undefined {
  for (const file of about.plan.files) {
    const lead = file.kind === "deals" ? leadOf(about, file) : undefined;
    if (lead?.plan.fileId === leads.fileId) return { fileId: file.fileId, ownColumn: lead.theirColumn, theirColumn: lead.ownColumn };
  }
  return undefined;
}
