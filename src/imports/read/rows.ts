import { limits } from "#base/limits.ts";
import { unreadable } from "../reasons.ts";
import { layoutOf, trimmedLength, type Layout, type SampleRow } from "./layout.ts";
import type { TableWriter } from "./table.ts";

const sampleCount = 400;

/** Takes rows of cells as they come; holds the first ones back until it is clear where the table begins. */
export function rowTaker(writer: TableWriter) {
  let sample: SampleRow[] | null = [];
  let layout: Layout | null = null;

  const write = ({ cells, line }: SampleRow) => {
    const width = layout!.header.length;
    const length = trimmedLength(cells);
    if (line < layout!.firstLine || length === 0) return;
    const text = () => cells.slice(0, length).join(";");
    if (length > width) writer.bad(line, "too_many_cells", text());
    else if (cells.some((cell) => cell.length > limits.importCellLength)) writer.bad(line, "cell_too_long", text());
    else writer.cells(line, cells.slice(0, width));
  };
  const decide = (): Layout => {
    layout = layoutOf(sample!);
    for (const row of sample!) write(row);
    sample = null;
    return layout;
  };

  return {
    take(cells: string[], line: number) {
      if (sample === null) return write({ cells, line, bytes: 0 });
      sample.push({ cells, line, bytes: 0 });
      if (sample.length >= sampleCount) decide();
    },
    /** Where the table is, once all rows have come. */
    end(): Layout {
      const found = layout ?? decide();
      if (writer.rows === 0 && writer.badRows === 0) throw unreadable("file_without_rows", { columns: found.header.length });
      return found;
    },
  };
}
