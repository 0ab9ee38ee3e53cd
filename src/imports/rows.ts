import type { ImportRow } from "./contract.ts";
import type { Import } from "./queries.ts";
import type { Work } from "./work.ts";

type Query = { status: ImportRow["status"]; offset: number; limit: number };

type Found = {
  file: string;
  line: number;
  kind: string;
  status: string;
  title: string;
  joined: string | null;
  changes: string | null;
  code: string | null;
  field: string | null;
  value: string | null;
};

/** Rows of the newest dry run with what becomes of them, in the order of the files. */
export async function listRows(
  work: Work,
  { files }: Import,
  { status, offset, limit }: Query,
): Promise<{ rows: ImportRow[]; total: number }> {
  const [tables] = await work.rows<{ n: number }>(
    "select count(*) as n from duckdb_tables() where table_name in ('item', 'verdict', 'refused')",
  );
  if (tables!.n < 3) return { rows: [], total: 0 };
  const bad = files.filter(({ state, badRows }) => state === "read" && badRows > 0);
  const unread = bad
    .map(({ id }) => `union all select '${id}', line, 'none', 'refused', '', null, null, code, null, left(text, 200) from bad_${id}`)
    .join(" ");
  const from =
    status === "refused"
      ? `
        select file, line, kind, 'refused' as status, '' as title, null::varchar as joined, null::varchar as changes, code, field, value from refused
        union all
        select i.file, i.line, i.kind, v.status, v.title, v.joined, v.changes, v.code, v.field, v.value from verdict v join item i using (n) where v.status = 'refused'
        ${unread}`
      : `select i.file, i.line, i.kind, v.status, v.title, v.joined, v.changes, v.code, v.field, v.value from verdict v join item i using (n) where v.status = '${status}'`;
  const [count] = await work.rows<{ n: number }>(`select count(*) as n from (${from})`);
  const rows = await work.rows<Found>(`select * from (${from}) order by file, line limit ${limit} offset ${offset}`);
  const names = new Map(files.map(({ id, name }) => [id, name]));
  return {
    total: count!.n,
    rows: rows.map(({ file, changes, code, field, value, ...row }) => ({
      ...row,
      kind: row.kind as ImportRow["kind"],
      status: row.status as ImportRow["status"],
      file: names.get(file) ?? file,
      changes: changes ? (JSON.parse(changes) as ImportRow["changes"]) : [],
      reason: code === null ? null : { code, field, value },
    })),
  };
}

const atOnce = 2_000;

/** The refused rows as they were, with a column behind them that says why; one file after the other, each under its own header. */
export async function* refusedLines(
  work: Work,
  { files }: Import,
  reasonOf: (code: string, field: string | null, value: string | null) => string,
  reasonHeader: string,
): AsyncIterable<string> {
  yield "\ufeff";
  let isFirst = true;
  for (const { id, state, columns } of files) {
    if (state !== "read") continue;
    const cells = columns.map((_, index) => `f.c${index}`).join(", ");
    const why = `
      select line, any_value(code) as code, any_value(field) as field, any_value(value) as value from (
        select line, code, field, value from refused where file = '${id}'
        union all
        select i.line, v.code, v.field, v.value from verdict v join item i using (n) where v.status = 'refused' and i.file = '${id}'
      ) group by line`;
    const whole = `select f.line, w.code, w.field, w.value, ${cells} from (${why}) w join file_${id} f on f.line = w.line`;
    const [count] = await work.rows<{ n: number }>(`select (select count(*) from (${why})) + (select count(*) from bad_${id}) as n`);
    if (count!.n === 0) continue;
    if (!isFirst) yield "\r\n";
    isFirst = false;
    yield csvLine([...columns.map(({ header }) => header), reasonHeader]);
    for (let offset = 0; ; offset += atOnce) {
      const found = await work.connection.runAndReadAll(`${whole} order by f.line limit ${atOnce} offset ${offset}`);
      const rows = found.getRows();
      for (const [, code, field, value, ...row] of rows)
        yield csvLine([...(row as (string | null)[]), reasonOf(String(code), field as string | null, value as string | null)]);
      if (rows.length < atOnce) break;
    }
    const bad = await work.rows<{ code: string; text: string }>(`select code, text from bad_${id} order by line limit 10000`);
    for (const { code, text } of bad) yield csvLine([text, ...columns.slice(1).map(() => ""), reasonOf(code, null, null)]);
  }
}

/** RFC 4180. What a spreadsheet would take for a formula is kept from being one. */
function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quoted(cell ?? "")).join(",")}\r\n`;
}

function quoted(cell: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d.,]+$)/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
