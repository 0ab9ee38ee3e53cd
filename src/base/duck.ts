import { BIGINT, type DuckDBConnection, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";

export type DuckRow = Record<string, string | number | boolean | null>;
type Value = string | number | boolean | null;

/** One connection. Statements run on DuckDB's own threads; numbers go in and come out as numbers. */
export type Duck = {
  connection: DuckDBConnection;
  run(statement: string, values?: Record<string, Value>): Promise<void>;
  rows<Row extends DuckRow>(statement: string, values?: Record<string, Value>): Promise<Row[]>;
  /** Numbers by column, for answers of many rows; NaN where null. Others get their turn between two chunks. */
  columns<Name extends string>(statement: string, values?: Record<string, Value>): Promise<Record<Name, Float64Array>>;
};

export function duckOf(connection: DuckDBConnection): Duck {
  return {
    connection,
    async run(statement, values) {
      if (values) await connection.run(statement, ...bound(values));
      else await connection.run(statement);
    },
    async rows<Row extends DuckRow>(statement: string, values?: Record<string, Value>) {
      const reader = values ? await connection.runAndReadAll(statement, ...bound(values)) : await connection.runAndReadAll(statement);
      const names = reader.columnNames();
      return reader.getRows().map((row) => Object.fromEntries(row.map((value, index) => [names[index]!, plain(value)])) as Row);
    },
    async columns<Name extends string>(statement: string, values: Record<string, Value> = {}) {
      const result = await connection.stream(statement, ...bound(values));
      const names = result.columnNames();
      const parts: Float64Array[][] = names.map(() => []);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        for (const [at, part] of parts.entries()) {
          const numbers = new Float64Array(chunk.rowCount);
          chunk.visitColumnValues(at, (value, row) => (numbers[row] = value === null ? Number.NaN : Number(value)));
          part.push(numbers);
        }
      }
      return Object.fromEntries(names.map((name, at) => [name, joined(parts[at]!)])) as Record<Name, Float64Array>;
    },
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let length = 0;
  for (const part of parts) {
    all.set(part, length);
    length += part.length;
  }
  return all;
}

/** Whole numbers go in as BIGINT like the columns they meet: a wider type would keep DuckDB from skipping blocks by their minimum and maximum. */
function bound(values: Record<string, Value>): [Record<string, DuckDBValue>, Record<string, DuckDBType | undefined>] {
  const whole = Object.keys(values).filter((name) => Number.isSafeInteger(values[name]));
  return [
    { ...values, ...Object.fromEntries(whole.map((name) => [name, BigInt(values[name] as number)])) },
    Object.fromEntries(whole.map((name) => [name, BIGINT])),
  ];
}

function plain(value: DuckDBValue): Value {
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return String(value);
}
