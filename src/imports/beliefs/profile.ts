import type { Duck } from "#base/duck.ts";
import { decimalOf } from "../amount-in.ts";
import { instantIn } from "../instant-in.ts";
import { emailShape, looksLikePhone, outcomeIn } from "../values.ts";
import { isCountry } from "./countries.ts";

/** What a column holds, over all rows where it says so, else over a sample spread over the file. */
export type ColumnProfile = {
  header: string;
  filled: number;
  /** About, where there are many. */
  distinct: number;
  /** Of the sample: shares of the filled cells. */
  share: Record<"email" | "phone" | "plus" | "date" | "number" | "sign" | "currencyCode" | "country" | "outcome" | "id", number>;
  longest: number;
  /** The commonest first, at most five. */
  samples: string[];
  sampleValues: string[];
};

export type FileProfile = { fileId: string; rows: number; columns: ColumnProfile[] };

const sampleRows = 2_000;
const fewWords = 10_000;
const columnsAtOnce = 25;

export async function profileOf(duck: Duck, fileId: string, header: readonly string[]): Promise<FileProfile> {
  const [{ rows }] = (await duck.rows<{ rows: number }>(`select count(*) as rows from file_${fileId}`)) as [{ rows: number }];
  const columns: ColumnProfile[] = [];
  const step = Math.max(1, Math.floor(rows / sampleRows));
  for (let from = 0; from < header.length; from += columnsAtOnce) {
    const names = header.slice(from, from + columnsAtOnce).map((_, index) => `c${from + index}`);
    const [totals] = await duck.rows(
      `select ${names
        .map(
          (name) => `
          count(*) filter (where trim(${name}) <> '') as ${name}_filled,
          approx_count_distinct(${name}) as ${name}_distinct,
          max(length(${name})) as ${name}_longest`,
        )
        .join(", ")}
      from file_${fileId}`,
    );
    const sample = await duck.rows(`
      select ${names.map((name) => `left(trim(${name}), 200) as ${name}`).join(", ")}
      from file_${fileId}
      where rowid % ${step} = 0
      limit ${sampleRows}`);
    for (const [index, name] of names.entries()) {
      const values = sample.map((row) => row[name]).filter((value): value is string => typeof value === "string" && value !== "");
      const distinct = Number(totals![`${name}_distinct`] ?? 0);
      columns.push({
        header: header[from + index]!,
        filled: Number(totals![`${name}_filled`]),
        distinct,
        longest: Number(totals![`${name}_longest`] ?? 0),
        share: sharesOf(values),
        samples: distinct <= fewWords ? await commonest(duck, fileId, name) : [...new Set(values)].slice(0, 5),
        sampleValues: values,
      });
    }
  }
  return { fileId, rows, columns };
}

async function commonest(duck: Duck, fileId: string, name: string): Promise<string[]> {
  const rows = await duck.rows<{ value: string }>(`
    select left(${name}, 200) as value
    from file_${fileId}
    where trim(${name}) <> ''
    group by ${name}
    order by count(*) desc, min(rowid)
    limit 5`);
  return rows.map(({ value }) => value);
}

function sharesOf(values: readonly string[]): ColumnProfile["share"] {
  const share = (is: (value: string) => boolean) => (values.length === 0 ? 0 : values.filter(is).length / values.length);
  const lengths = new Set(values.map(({ length }) => length));
  return {
    email: share((value) => emailShape.test(value)),
    phone: share((value) => looksLikePhone(value)),
    plus: share((value) => /^(\+|00)\d/.test(value)),
    date: share((value) => ["dmy", "mdy", "ymd"].some((order) => typeof instantIn(value, order as "dmy", "UTC") === "number")),
    number: share((value) => decimalOf(value) !== "unlike"),
    currencyCode: share((value) => /^[A-Z]{3}$/.test(value)),
    sign: share((value) => /[€$£¥]|(?<![A-Z])(EUR|USD|GBP|CHF)(?![A-Z])/.test(value) && decimalOf(value) !== "unlike"),
    country: share((value) => isCountry(value)),
    outcome: share((value) => outcomeIn(value) === "won" || outcomeIn(value) === "lost"),
    // of one shape, letters and figures, and each once
    id:
      lengths.size === 1 &&
      values.every((value) => /^[\w-]{4,40}$/.test(value) && /\d/.test(value)) &&
      new Set(values).size === values.length
        ? 1
        : 0,
  };
}

/** The values of a column and how many rows have each, the commonest first. */
export async function valuesOf(duck: Duck, fileId: string, column: number, limit: number): Promise<{ value: string; count: number }[]> {
  return duck.rows<{ value: string; count: number }>(`
    select trim(c${column}) as value, count(*) as count
    from file_${fileId}
    where trim(c${column}) <> ''
    group by 1
    order by count(*) desc, min(rowid)
    limit ${limit}`);
}

/** One value for each shape (digits as 9) of a column, with how many rows have it. */
export async function shapesOf(duck: Duck, fileId: string, column: number, limit: number): Promise<{ value: string; count: number }[]> {
  return duck.rows<{ value: string; count: number }>(`
    select any_value(trim(c${column})) as value, count(*) as count
    from file_${fileId}
    where trim(c${column}) <> ''
    group by translate(trim(c${column}), '012345678', '999999999')
    order by count(*) desc
    limit ${limit}`);
}
