import { writeXlsxStream } from "hucre/xlsx";
import { exponentOf } from "#base/money.ts";
import { limits } from "#base/limits.ts";
import type { Column, List, Manner } from "./columns.ts";
import { headsOf } from "./csv.ts";
import { wallClock } from "./local-time.ts";
import { wordOf } from "./words.ts";

type Cell = string | number | Date | null;

/** A list as an Excel sheet: real numbers and dates (by the workspace's clock), everything else as text, the first row frozen. */
export function xlsxOf<Row>(list: List<Row>, manner: Manner): ReadableStream<Uint8Array> {
  const { language } = manner;
  const cells = list.columns.map((column) => cellsOf(column, manner));
  async function* rows(): AsyncGenerator<Cell[]> {
    for await (const page of list.pages) for (const row of page) yield cells.flatMap((of) => of(row));
  }
  return writeXlsxStream(rows(), {
    name: wordOf(`${list.name}File`, language),
    columns: list.columns.flatMap((column) =>
      headsOf(column, language).map((header, index) => ({
        header,
        width: index === 1 && column.kind === "money" ? 9 : widths[column.kind],
        ...(index === 0 && formats[column.kind] && { numFmt: formats[column.kind]! }),
      })),
    ),
    freezePane: { rows: 1 },
    zip64: true, // a million wide rows are past 4 GB before they are packed
  });
}

const widths: Record<Column<never>["kind"], number> = { text: 24, number: 12, instant: 20, day: 12, money: 14 };
const formats: Partial<Record<Column<never>["kind"], string>> = {
  instant: "yyyy-mm-dd hh:mm:ss",
  day: "yyyy-mm-dd",
  money: "#,##0.00",
};

function cellsOf<Row>(column: Column<Row>, { timeZone }: Manner): (row: Row) => Cell[] {
  const clock = wallClock(timeZone);
  switch (column.kind) {
    case "text":
      return (row) => [fitting(column.of(row))];
    case "number":
      return (row) => [column.of(row)];
    case "day":
      return (row) => {
        const day = column.of(row);
        return [day === null ? null : new Date(`${day}T00:00:00Z`)];
      };
    case "instant":
      return (row) => {
        const at = column.of(row);
        return at === null ? [null, null] : [new Date(clock(at)), new Date(at).toISOString()];
      };
    case "money":
      return (row) => {
        const { amountMinor, currency } = column.of(row);
        return [amountMinor === null || currency === null ? null : amountMinor / 10 ** exponentOf(currency), currency];
      };
  }
}

/** Excel calls a file with a longer text damaged. */
function fitting(text: string | null): string | null {
  return text !== null && text.length > limits.sheetCellLength ? `${text.slice(0, limits.sheetCellLength - 1)}…` : text;
}
