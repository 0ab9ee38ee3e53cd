import type { Duck } from "#base/duck.ts";
import type { Belief } from "../contract.ts";
import type { Known } from "./believe.ts";

/** What is particular about a list of orders: a row an item, cancellations as invoices of their own, guests. */
export async function ordersIn(duck: Duck, { at, profile, found }: Known): Promise<Belief[]> {
  if (found.kind !== "orders" || profile.rows === 0) return [];
  const id = found.fields.indexOf("orderId") === -1 ? found.fields.indexOf("number") : found.fields.indexOf("orderId");
  if (id === -1) return [];
  const customer = found.fields.indexOf("customerId");
  const email = found.fields.indexOf("email");
  const named = [customer, email].filter((column) => column !== -1).map((column) => `coalesce(trim(c${column}), '') <> ''`);
  const [counts] = await duck.rows<{ orders: number; cancelled: number; guests: number }>(`
    select count(distinct c${id}) as orders,
      count(distinct c${id}) filter (where regexp_matches(c${id}, '^C\\d{4,}$')) as cancelled,
      ${named.length > 0 ? `count(*) filter (where not (${named.join(" or ")}))` : "0"} as guests
    from file_${profile.fileId}
    where trim(c${id}) <> ''`);
  const { orders, cancelled, guests } = counts!;
  const beliefs: Belief[] = [];
  if (orders < profile.rows)
    beliefs.push({ about: `${at}.kind`, strength: "sure", code: "orders_by_line", details: { rows: profile.rows, orders } });
  if (cancelled > 0)
    beliefs.push({ about: `${at}.columns.${id}.field`, strength: "likely", code: "orders_cancelled", details: { orders: cancelled } });
  if (guests > 0 && (customer !== -1 || email !== -1))
    beliefs.push({
      about: `${at}.columns.${customer !== -1 ? customer : email}.field`,
      strength: "likely",
      code: "orders_of_guests",
      details: { rows: guests },
    });
  return beliefs;
}
