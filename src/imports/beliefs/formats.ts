import type { Duck } from "#base/duck.ts";
import { decimalOf, type Decimal } from "../amount-in.ts";
import type { Belief, DateOrder } from "../contract.ts";
import { instantIn } from "../instant-in.ts";
import { shapesOf } from "./profile.ts";

export type Found<T> = { value: T | null; belief: Omit<Belief, "about"> };
const manyDays = 40_000;

/**
 * In which order a column writes its dates, by fitting all values of it: what has only one reading decides, and where two orders really
 * stand in one column a person is asked.
 */
export async function dateOrderOf(duck: Duck, fileId: string, column: number, language: "en" | "de"): Promise<Found<DateOrder> | null> {
  const cell = `trim(c${column})`;
  const parts = String.raw`regexp_extract(${cell}, '^(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})', 0)`;
  const groups = await duck.rows<{ day: string; count: number; value: string }>(`
    select case when ${parts} <> '' then ${parts} else translate(${cell}, '012345678', '999999999') end as day, count(*) as count, any_value(${cell}) as value
    from file_${fileId}
    where ${cell} <> ''
    group by 1
    order by count(*) desc
    limit ${manyDays}`);
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const numerals = groups.filter(({ value }) => /^\d+([.,]\d+)?$/.test(value)).reduce((sum, { count }) => sum + count, 0);
  if (numerals > total * 0.8) return numeralDates(groups, total);

  const counts = { ymd: 0, dmy: 0, mdy: 0 };
  const only = { ymd: 0, dmy: 0, mdy: 0 };
  const shortYearFirst = areShortYearsFirst(groups.map(({ value }) => value));
  let plain = 0;
  let none = 0;
  let sample = "";
  const example: Partial<Record<DateOrder, string>> = {};
  for (const { value, count } of groups) {
    if (typeof instantIn(value, null, "UTC") === "number" && !/^\d{1,2}\D\d{1,2}\D\d/.test(value)) {
      plain += count;
      continue;
    }
    const fits = fitting(value, shortYearFirst);
    if (fits.length === 0) {
      none += count;
      sample ||= value;
    }
    for (const order of fits) counts[order] += count;
    if (fits.length !== 1) continue;
    only[fits[0]!] += count;
    example[fits[0]!] ??= value;
  }
  const dated = total - none;
  if (dated < total * 0.5) return null;
  const open = dated - plain;
  if (open === 0) return { value: "ymd", belief: { strength: "sure", code: "dates_plain", details: { total, fits: plain, none, sample } } };
  const ranked = orders.toSorted((a, b) => counts[b] - counts[a] || only[b] - only[a]);
  const best = ranked[0]!;
  const rivals = ranked.filter((order) => order !== best && only[order] > 0);
  const all = {
    total,
    fits: counts[best] + plain,
    only: only[best],
    none,
    sample,
    order: best,
    example: example[best] ?? groups[0]!.value,
  };
  if (rivals.length > 0) {
    const rival = rivals[0]!;
    // a slip of the pen is refused with its row; a second habit is asked about
    if (only[rival] > Math.max(2, open * 0.002))
      return {
        value: null,
        belief: { strength: "ask", code: "dates_mixed", details: { ...all, rival, rivalOnly: only[rival], rivalExample: example[rival]! } },
      };
    return { value: best, belief: { strength: "likely", code: `dates_fit_${best}`, details: all } };
  }
  if (only[best] > 0) return { value: best, belief: { strength: "sure", code: `dates_only_${best}`, details: all } };
  const equal = orders.filter((order) => counts[order] === counts[best]);
  if (equal.length === 1) return { value: best, belief: { strength: "sure", code: `dates_fit_${best}`, details: all } };
  if (shortYearFirst && equal.includes("ymd"))
    return { value: "ymd", belief: { strength: "likely", code: "dates_short_years", details: { ...all, order: "ymd" } } };
  const usual = (language === "de" ? (["dmy", "ymd", "mdy"] as const) : (["mdy", "dmy", "ymd"] as const)).find((order) =>
    equal.includes(order),
  )!;
  // nobody writes the month first and parts it with dots
  const hasDots = equal.includes("dmy") && groups.some(({ value }) => /^\d{1,2}\.\d{1,2}\./.test(value));
  const value = hasDots ? "dmy" : usual;
  return {
    value,
    belief: { strength: "likely", code: hasDots ? "dates_by_dots" : `dates_by_language_${value}`, details: { ...all, order: value } },
  };
}
const orders = ["ymd", "dmy", "mdy"] as const;

/** The orders in which a value is a date. With a year of two digits the year may come first only where the whole column looks like it. */
function fitting(value: string, shortYearFirst: boolean): (typeof orders)[number][] {
  const fits = orders.filter((order) => typeof instantIn(value, order, "UTC") === "number");
  return fits.length > 1 && !shortYearFirst && /^\d{1,2}\D/.test(value) ? fits.filter((order) => order !== "ymd") : fits;
}

/** Days change and years stay: whichever of the first and the last number has fewer values is the year. */
function areShortYearsFirst(values: readonly string[]): boolean {
  const firsts = new Set<string>();
  const lasts = new Set<string>();
  for (const value of values) {
    const found = /^(\d{1,2})\s?[./-]\s?\d{1,2}\s?[./-]\s?(\d{2})(?!\d)/.exec(value);
    if (!found) continue;
    firsts.add(found[1]!);
    lasts.add(found[2]!);
  }
  return firsts.size < lasts.size;
}

function numeralDates(groups: readonly { value: string; count: number }[], total: number): Found<DateOrder> | null {
  const of = (order: DateOrder) =>
    groups.filter(({ value }) => typeof instantIn(value, order, "UTC") === "number").reduce((sum, { count }) => sum + count, 0);
  const lengths = groups.map(({ value }) => value.split(/[.,]/)[0]!.length);
  const order: DateOrder = lengths.every((length) => length === 5) ? "serial" : lengths.every((length) => length === 8) ? "ymd" : "epoch";
  const fits = of(order);
  if (fits < total * 0.9 || (order === "epoch" && lengths.some((length) => length < 9))) return null;
  const code = order === "serial" ? "dates_serial" : order === "epoch" ? "dates_epoch" : "dates_fit_ymd";
  return {
    value: order,
    belief: {
      strength: "likely",
      code,
      details: { total, fits, none: total - fits, only: 0, order, sample: "", example: groups[0]!.value },
    },
  };
}

/** Which sign parts the decimals of a column, by all shapes that its amounts have. */
export async function decimalOfColumn(duck: Duck, fileId: string, column: number, usual: Decimal): Promise<Found<Decimal> | null> {
  const shapes = await shapesOf(duck, fileId, column, 5_000);
  const counts = { ".": 0, ",": 0, either: 0, none: 0, unlike: 0 };
  const samples: Record<string, string> = {};
  for (const { value, count } of shapes) {
    const kind = decimalOf(value);
    counts[kind] += count;
    samples[kind] ??= value;
  }
  const total = shapes.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || counts.unlike > total * 0.5) return null;
  const details = { total, dot: counts["."], comma: counts[","], either: counts.either, unlike: counts.unlike };
  if (counts["."] > 0 && counts[","] > 0 && counts.either > 0)
    return { value: null, belief: { strength: "ask", code: "decimals_mixed", details: { ...details, sample: samples["either"]! } } };
  if (counts["."] > 0 || counts[","] > 0) {
    const value = counts["."] >= counts[","] ? "." : ",";
    return {
      value,
      belief: {
        strength: "sure",
        code: value === "." ? "decimals_dot" : "decimals_comma",
        details: { ...details, sample: samples[value]! },
      },
    };
  }
  if (counts.either > 0)
    return { value: null, belief: { strength: "ask", code: "decimals_unclear", details: { ...details, sample: samples["either"]! } } };
  return { value: usual, belief: { strength: "sure", code: "decimals_whole", details } };
}
