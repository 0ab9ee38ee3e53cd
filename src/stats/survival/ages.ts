/**
 * Stays under watch, a column each, all of one length. `cause` says how a stay ended: 0 not yet (it was last seen at `exit`), 1 to K one of
 * K ways. `entry` is the age from which it was watched: where history begins with an import, import − beginning. Without the column, all
 * were watched from their beginning. Any unit of time, the same for both. `count`: how many alike a row stands for, one without the column.
 */
export type Stays = { entry?: ArrayLike<number>; exit: ArrayLike<number>; cause: ArrayLike<number>; count?: ArrayLike<number> };

/** What happened at each age, ascending; the risk set of an age are the stays with entry < age ≤ exit. */
export type AgeTable = {
  ages: Float64Array;
  /** How many were watched at the age. */
  atRisk: Float64Array;
  /** How many ended at the age, by cause (cause 1 first). */
  ended: Float64Array[];
  /** How many were last seen at the age without having ended; they count as watched at that age. */
  open: Float64Array;
};

/** Counts stays by age, with one sort of their exits. A stay that ended before it was watched is left out; an entry below 0 is one from the beginning. */
export function tableOfStays({ entry, exit, cause, count }: Stays, causes: number): AgeTable {
  const ages = distinct(exit);
  const size = ages.length;
  const ended = Array.from({ length: causes }, () => new Float64Array(size));
  const open = new Float64Array(size);
  const arrived = new Float64Array(size + 1);
  const after = searching(ages);
  for (let i = 0; i < exit.length; i += 1) {
    if (entry !== undefined && !(entry[i]! < exit[i]!)) continue;
    const column = cause[i] === 0 ? open : ended[cause[i]! - 1]!;
    const times = count === undefined ? 1 : count[i]!;
    column[after(exit[i]!) - 1]! += times;
    arrived[entry === undefined || entry[i]! < 0 ? 0 : after(entry[i]!)]! += times;
  }
  return withRisk({ ages, ended, open }, arrived);
}

/** An age table from rows already counted by age, all watched from their beginning, in ascending order of age. */
export function tableOfCounts(rows: readonly { age: number; ended: readonly number[]; open: number }[]): AgeTable {
  const arrived = new Float64Array(rows.length + 1);
  arrived[0] = rows.reduce((sum, row) => row.ended.reduce((left, count) => left + count, sum + row.open), 0);
  const causes = rows[0]?.ended.length ?? 1;
  const columns = {
    ages: Float64Array.from(rows, (row) => row.age),
    ended: Array.from({ length: causes }, (_, cause) => Float64Array.from(rows, (row) => row.ended[cause]!)),
    open: Float64Array.from(rows, (row) => row.open),
  };
  return withRisk(columns, arrived);
}

function withRisk(columns: Omit<AgeTable, "atRisk">, arrived: Float64Array): AgeTable {
  const { ages, ended, open } = columns;
  const atRisk = new Float64Array(ages.length);
  let watched = 0;
  for (let j = 0; j < ages.length; j += 1) {
    watched += arrived[j]!;
    atRisk[j] = watched;
    watched -= open[j]!;
    for (const column of ended) watched -= column[j]!;
  }
  return { ...columns, atRisk };
}

function distinct(values: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(values).sort();
  let size = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    if (i === 0 || sorted[i] !== sorted[size - 1]) {
      sorted[size] = sorted[i]!;
      size += 1;
    }
  }
  return sorted.subarray(0, size);
}

/** The same as {@link firstAfter} for many values: a grid over the ages says between which two places to halve. */
function searching(ages: Float64Array): (value: number) => number {
  const cells = ages.length;
  const [least, most] = [ages[0] ?? 0, ages.at(-1) ?? 0];
  const pace = most > least ? (cells - 1) / (most - least) : 0;
  const cellOf = (value: number) => Math.min(cells - 1, Math.max(0, Math.floor((value - least) * pace)));
  const starts = new Uint32Array(cells + 1).fill(cells);
  for (let j = cells - 1; j >= 0; j -= 1) starts[cellOf(ages[j]!)] = j;
  for (let cell = cells - 1; cell >= 0; cell -= 1) starts[cell] = Math.min(starts[cell]!, starts[cell + 1]!);
  return (value) => {
    const cell = cellOf(value);
    return firstAfter(ages, value, starts[cell], starts[cell + 1]);
  };
}

/** Index of the first age above `value`, by halving, between two places that it is known to lie between. */
export function firstAfter(ages: Float64Array, value: number, from = 0, to = ages.length): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ages[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last age at or below `value`; −1 before the first. */
export function indexOf(ages: Float64Array, value: number): number {
  return firstAfter(ages, value) - 1;
}

/** How many were watched at an age, by the next age at which any ended or was last seen. */
export function watchedAt({ ages, atRisk }: AgeTable, age: number): number {
  const next = ages.findIndex((own) => own >= age);
  return next < 0 ? 0 : atRisk[next]!;
}
