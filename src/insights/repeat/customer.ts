/** One customer's orders by day, a column each: days since 1970, values in minor units, and how many orders the day had. `sales` and `value` are their sums. */
export type Customer = { id: string; days: number[]; values: number[]; counts: number[]; sales: number; value: number };

/** Takes the lines of `ordersOf` apart. */
export function readCustomers(lines: string): Customer[] {
  if (lines === "") return [];
  return lines.split("\n").map((line) => {
    const [id, ...parts] = line.split(" ");
    const customer: Customer = { id: id!, days: [], values: [], counts: [], sales: 0, value: 0 };
    for (const part of parts) {
      const [day, value, sales] = part.split(":");
      customer.days.push(Number(day));
      customer.values.push(Number(value));
      customer.counts.push(Number(sales));
      customer.sales += Number(sales);
      customer.value += Number(value);
    }
    return customer;
  });
}

/** The customers as they were at the end of an earlier day; those who came later are left out. */
export function customersAt(customers: readonly Customer[], day: number): Customer[] {
  return customers.flatMap((customer) => {
    const { id, days, values, counts } = customer;
    if (days[0]! > day) return [];
    if (days.at(-1)! <= day) return [customer];
    const kept = days.findIndex((own) => own > day);
    const [before, sales] = [values.slice(0, kept), counts.slice(0, kept)];
    return [{ id, days: days.slice(0, kept), values: before, counts: sales, sales: sumOf(sales), value: sumOf(before) }];
  });
}

/** Weeks between the first order and the last, and until the end; repeat orders by day. */
export function watchedOf({ days }: Customer, endDay: number): { orders: number; last: number; watched: number } {
  return { orders: days.length - 1, last: (days.at(-1)! - days[0]!) / 7, watched: (endDay - days[0]!) / 7 };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Mean value of the repeat orders; of none 0. */
export function repeatMean({ values }: Customer): number {
  return values.length < 2 ? 0 : values.slice(1).reduce((sum, value) => sum + value, 0) / (values.length - 1);
}
