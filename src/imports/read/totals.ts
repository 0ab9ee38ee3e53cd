import type { Duck } from "#base/duck.ts";

const words =
  "^(grand total|total|totals|sum|summe|gesamt|gesamtsumme|insgesamt|endsumme|zwischensumme|subtotal)\\s*[:=]?\\s*(\\(\\d+\\))?$";

/** Takes trailing lines of totals out of the rows: a word for it, in a row that is mostly empty. Says how many it were. */
export async function takeTotals(duck: Duck, fileId: string, columns: number): Promise<number> {
  if (columns < 2) return 0;
  const names = Array.from({ length: columns }, (_, index) => `c${index}`);
  const filled = names.map((name) => `(case when coalesce(trim(${name}), '') = '' then 0 else 1 end)`).join(" + ");
  const hasWord = names.map((name) => `regexp_matches(trim(${name}), '${words}', 'i')`).join(" or ");
  const totals = await duck.rows<{ line: number }>(`
    with last as (select * from file_${fileId} where rowid > (select max(rowid) from file_${fileId}) - 3),
    usual as (select avg(${filled}) as filled from (select * from file_${fileId} limit 100))
    select line
    from last
    where (${hasWord}) and ${filled} <= greatest(2, 0.6 * (select filled from usual))
      and (select count(*) from file_${fileId}) > 3
    limit 3`);
  if (totals.length === 0) return 0;
  const lines = totals.map(({ line }) => line).join(", ");
  await duck.run(`
    insert into bad_${fileId} (line, code, text)
    select line, 'row_is_total', concat_ws(';', ${names.join(", ")})
    from file_${fileId}
    where line in (${lines})`);
  await duck.run(`delete from file_${fileId} where line in (${lines})`);
  return totals.length;
}
