import { dayMs } from "#base/clock.ts";
import { tableOfStays } from "#stats/survival/ages.ts";
import { conversion, type Conversion } from "#stats/survival/conversion.ts";
import type { Customer } from "./customer.ts";

/** Time from the first to the second order in days, open ends for those who have not come back. */
export function secondOrders(customers: readonly Customer[], endDay: number): Conversion {
  return conversion(
    tableOfStays(
      {
        exit: customers.map(({ days }) => (days[1] ?? endDay) - days[0]!),
        cause: customers.map(({ days }) => (days.length > 1 ? 1 : 0)),
      },
      1,
    ),
  );
}

export type MonthCohort = { month: string; customers: Customer[]; ordered: (number | null)[]; came: (number | null)[] };

const mostMonths = 24;

/** Customers by the month of their first order, with who ordered in each month since; a month counts once it is over. */
export function cohortsOf(customers: readonly Customer[], endDay: number): MonthCohort[] {
  const months = Map.groupBy(customers, ({ days }) => monthOf(days[0]!));
  const now = monthOf(endDay + 1); // the month that is not over yet
  return [...months]
    .sort(([one], [other]) => other - one)
    .slice(0, mostMonths)
    .map(([month, own]) => {
      const since = Math.min(12, now - month);
      const ordered = Array.from({ length: 13 }, (_, k): number | null => (k > since || month + k >= now ? null : 0));
      const came = [...ordered];
      for (const { days } of own) {
        const touched = new Set(days.slice(1).map((day) => monthOf(day) - month));
        for (const k of touched) if (ordered[k] !== null && ordered[k] !== undefined) ordered[k] += 1;
        const first = days[1] === undefined ? Infinity : monthOf(days[1]) - month;
        for (let k = first; k < came.length; k += 1) if (came[k] !== null) came[k]! += 1;
      }
      return { month: nameOf(month), customers: own, ordered, came };
    });
}

/** Months since the year 0. */
export function monthOf(day: number): number {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function nameOf(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
}
