import type { ImportResult } from "./contract.ts";
import type { Work } from "./work.ts";

type Counted = {
  outcomes: ImportResult["outcomes"];
  orders: ImportResult["orders"];
  /** Deals are told of, and none of them has ended. */
  onlyOpen: boolean;
  /** The newest thing the files tell of, epoch ms. */
  newestAt: number | null;
};

type Sum = { flag: string; currency: string | null; n: number; sum: number };

/** What the files tell of, apart from what is there already: deals by how they ended, orders of customers and of guests. */
export async function countItems(work: Work): Promise<Counted> {
  const deals = await sums(work, "deals");
  const orders = await sums(work, "orders");
  const [people] = await work.rows<{ customers: number; repeat: number }>(`
    select count(*) as customers, count(*) filter (where n > 1) as repeat
    from (select who, count(*) as n from item where kind = 'orders' and flag = 'customer' group by who)
  `);
  const [newest] = await work.rows<{ newest: number | null }>(`
    select max(case kind when 'deals' then coalesce((body::json->>'closedAt')::bigint, case when body::json->>'foundAt' is distinct from body::json->>'openedAt' then (body::json->>'openedAt')::bigint end) else nullif(happened, 0) end) as newest from item
  `);
  const count = (rows: readonly Sum[], flag: string) => rows.reduce((all, row) => (row.flag === flag ? all + row.n : all), 0);
  const money = (rows: readonly Sum[], flag: string) =>
    rows.flatMap((row) => (row.flag === flag && row.currency !== null ? [{ amountMinor: row.sum, currency: row.currency }] : []));
  return {
    outcomes: { open: count(deals, "open"), won: count(deals, "won"), lost: count(deals, "lost"), wonValue: money(deals, "won") },
    orders: {
      orders: count(orders, "customer"),
      customers: people!.customers,
      repeatCustomers: people!.repeat,
      guests: count(orders, "guest"),
      gross: money(orders, "customer"),
      guestGross: money(orders, "guest"),
      cancelled: count(orders, "returned") + count(orders, "returnedGuest"),
      cancelledOfCustomers: count(orders, "returned"),
      cancelledValue: money(orders, "returned"),
      cancelledGuestValue: money(orders, "returnedGuest"),
    },
    onlyOpen: deals.length > 0 && deals.every(({ flag }) => flag === "open"),
    newestAt: newest?.newest ?? null,
  };
}

function sums(work: Work, kind: string): Promise<Sum[]> {
  return work.rows<Sum>(
    `select flag, currency, count(*) as n, coalesce(sum(amount), 0)::bigint as sum from item where kind = '${kind}' group by flag, currency order by flag, currency`,
  );
}
