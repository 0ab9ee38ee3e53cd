import { cellsOf, recordAt, type Dialect } from "./records.ts";
import { trimmedLength, type SampleRow } from "./layout.ts";

const candidates = [44, 59, 9, 124];

/** Which sign parts the cells: the one by which most lines of the sample have equally many, at least two. */
export function dialectOf(sample: Buffer): Dialect & { sepLine: boolean } {
  const told = /^sep=(.)\r?[\r\n]/i.exec(sample.toString("utf8", 0, 10));
  if (told) return { delimiter: told[1]!.charCodeAt(0), sepLine: true };
  let best = { delimiter: 44, score: 0 };
  for (const delimiter of candidates) {
    const score = scoreOf(sampleRows(sample, delimiter, 200));
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, sepLine: false };
}

/** Agreement first, then the number of cells: a comma inside texts parts some lines into two, the right sign all into many. */
function scoreOf(rows: readonly SampleRow[]): number {
  const lengths = rows
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
    .map(({ cells }) => Math.max(cells.length, trimmedLength(cells)));
  const counts = new Map<number, number>();
  for (const length of lengths) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  let best = 0;
  for (const [length, count] of counts) best = Math.max(best, (count / lengths.length) ** 2 * Math.log2(length + 1));
  return best;
}

/** The first records of a text as cells; simple, for samples only. */
export function sampleRows(sample: Buffer, delimiter: number, count: number): SampleRow[] {
  const rows: SampleRow[] = [];
  let at = 0;
  let line = 1;
  while (at < sample.length && rows.length < count) {
    const { end, next, lines } = recordAt(sample, at, delimiter);
    rows.push({ cells: cellsOf(sample, at, end, delimiter), line, bytes: end - at });
    line += lines + 1;
    at = next;
  }
  return rows;
}
