/** One JSON document for programs, or lines for people. */
export function print(asJson: boolean | undefined, value: unknown, lines: string | string[]): void {
  process.stdout.write(asJson ? `${JSON.stringify(value)}\n` : `${[lines].flat().join("\n")}\n`);
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, column) => Math.max(cell.length, all[column] ?? 0)), []);
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}
