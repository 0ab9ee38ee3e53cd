/** Solves A·X = B by elimination with the largest pivot, A square and B of as many rows; throws where A is singular. Neither is changed. */
export function solve(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...b[i]!]);
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < n; i += 1) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    if (!(Math.abs(rows[pivot]![column]!) > 1e-300)) throw new RangeError("The matrix is singular.");
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    for (let i = 0; i < n; i += 1) {
      if (i === column) continue;
      const row = rows[i]!;
      const factor = row[column]! / top[column]!;
      if (factor !== 0) for (let j = column; j < row.length; j += 1) row[j]! -= factor * top[j]!;
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / row[i]!));
}

/** The inverse of a square matrix; throws where it is singular. */
export function inverse(a: readonly (readonly number[])[]): number[][] {
  return solve(
    a,
    a.map((_, i) => a.map((_row, j) => (i === j ? 1 : 0))),
  );
}

/** The lower triangle L with L·Lᵀ = A, for a symmetric positive definite A; null where it is not one (Cholesky). */
export function cholesky(a: readonly (readonly number[])[]): number[][] | null {
  const lower = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = a[i]![j]!;
      for (let k = 0; k < j; k += 1) sum -= lower[i]![k]! * lower[j]![k]!;
      if (i === j && !(sum > 0)) return null;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  return lower;
}
