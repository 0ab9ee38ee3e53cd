import type { Draft } from "../../client/src/fact.ts";
import { minorOf } from "../../client/src/money.ts";
import { defined, textOf } from "../../client/src/text.ts";

type Instant = string | Date;
type Address = {
  first_name?: string | null;
  last_name?: string | null;
  company?: string | null;
  city?: string | null;
  country_code?: string | null;
  phone?: string | null;
  address_1?: string | null;
};
type Item = {
  title?: string | null;
  product_title?: string | null;
  product_id?: string | null;
  variant_sku?: string | null;
  quantity: number;
  unit_price?: number | null;
};

/** What is read of a customer. */
export type MedusaCustomer = {
  id: string;
  email?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  company_name?: string | null;
  phone?: string | null;
  has_account?: boolean | null;
  updated_at: Instant;
};

type Buyer = {
  email?: string | null;
  customer?: MedusaCustomer | null;
  billing_address?: Address | null;
  shipping_address?: Address | null;
};

/** What is read of a cart. Amounts are decimal, in the currency's units. */
export type MedusaCart = Buyer & {
  id: string;
  currency_code: string;
  total?: number | null;
  completed_at?: Instant | null;
  updated_at: Instant;
  items?: (Item | null)[] | null;
};

/** What is read of an order. */
export type MedusaOrder = Buyer & {
  id: string;
  display_id?: number | null;
  status: string;
  currency_code: string;
  total?: number | null;
  tax_total?: number | null;
  shipping_subtotal?: number | null;
  summary?: { original_order_total?: number | null } | null;
  created_at: Instant;
  updated_at: Instant;
  canceled_at?: Instant | null;
  cart?: { id: string } | null;
  items?: (Item | null)[] | null;
  fulfillments?: ({ updated_at: Instant; shipped_at?: Instant | null; delivered_at?: Instant | null } | null)[] | null;
  payment_collections?:
    | ({
        payments?: ({ updated_at: Instant; refunds?: ({ amount: number; created_at: Instant } | null)[] | null } | null)[] | null;
      } | null)[]
    | null;
};

/** What is asked for, so that what is read is there. */
export const fields = {
  customer: ["id", "email", "first_name", "last_name", "company_name", "phone", "has_account", "updated_at"],
  cart: [
    "id",
    "email",
    "currency_code",
    "total",
    "completed_at",
    "updated_at",
    "items.*",
    "customer.*",
    "billing_address.*",
    "shipping_address.*",
  ],
  order: [
    "id",
    "display_id",
    "status",
    "email",
    "currency_code",
    "total",
    "tax_total",
    "shipping_subtotal",
    "summary.*",
    "created_at",
    "updated_at",
    "canceled_at",
    "items.*",
    "customer.*",
    "billing_address.*",
    "shipping_address.*",
    "fulfillments.*",
    "payment_collections.payments.*",
    "payment_collections.payments.refunds.*",
    "cart.id",
  ],
};

/** A cart until it becomes an order, which then tells the rest; from the address on it is a checkout. */
export function cartFacts(cart: MedusaCart): Draft[] {
  if (cart.completed_at) return [];
  const currency = cart.currency_code.toUpperCase();
  const items = itemsOf(cart.items);
  const pieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const [first] = items;
  return [
    {
      type: pieces === 0 ? "product.removed" : cart.shipping_address?.address_1 ? "checkout.started" : "cart.updated",
      at: isoOf(cart.updated_at),
      who: whoOf(cart, cart.id),
      value: { amountMinor: pieces === 0 ? 0 : Math.max(0, minorOf(Number(cart.total ?? 0), currency)), currency },
      ...(first && { product: { ...productOf(first), quantity: first.quantity } }),
      itemCount: pieces,
      ...traitsOf(cart),
    },
  ];
}

/** What an order says as it stands. Every snapshot proves the sale, so nothing is lost when one of them is. */
export function orderFacts(order: MedusaOrder): Draft[] {
  if (order.status === "draft") return [];
  const currency = order.currency_code.toUpperCase();
  const money = (amount: number | null | undefined) => Math.max(0, minorOf(Number(amount ?? 0), currency));
  const payments = known(order.payment_collections).flatMap(({ payments: each }) => known(each));
  const refunds = payments.flatMap((payment) => known(payment.refunds));
  const refunded = refunds.reduce((sum, { amount }) => sum + Number(amount), 0);
  const fulfillments = known(order.fulfillments);
  const changes = [order.updated_at, order.created_at, order.canceled_at, ...refunds.map((each) => each.created_at)];
  for (const part of [...payments, ...fulfillments]) changes.push(part.updated_at);
  const changedAtMs = Math.max(...known(changes).map(msOf));
  const placedAtMs = msOf(order.created_at);
  const updatedAt = isoOf(new Date(changedAtMs));
  const placedAt = isoOf(order.created_at);
  const type = order.canceled_at
    ? "order.cancelled"
    : refunds.some(({ created_at }) => changedAtMs - msOf(created_at) < atOnceMs)
      ? "order.refunded"
      : fulfillments.some(({ shipped_at, delivered_at }) => shipped_at ?? delivered_at)
        ? "order.fulfilled"
        : changedAtMs - placedAtMs >= atOnceMs
          ? "order.updated"
          : "order.placed";
  return [
    {
      type,
      at: type === "order.placed" ? placedAt : updatedAt,
      who: whoOf(order, order.cart?.id),
      order: {
        externalId: order.id,
        ...(order.display_id != null && { number: String(order.display_id) }),
        placedAt,
        updatedAt,
        ...(order.canceled_at && { cancelledAt: isoOf(order.canceled_at) }),
        currency,
        totalMinor: money(totalOf(order, refunded)),
        taxMinor: money(order.tax_total),
        shippingMinor: money(order.shipping_subtotal),
        refundedMinor: money(refunded),
        items: itemsOf(order.items).map((item) => ({
          ...productOf(item),
          quantity: item.quantity,
          ...(item.unit_price != null && { priceMinor: money(item.unit_price) }),
        })),
      },
      ...traitsOf(order),
    },
  ];
}

export function customerFacts(customer: MedusaCustomer): Draft[] {
  return [{ type: "contact.identified", at: isoOf(customer.updated_at), who: whoOf({ customer }, undefined), ...traitsOf({ customer }) }];
}

/** The total shrinks when goods are sent back; what was given back in money is told as a refund, so it is added again. */
function totalOf(order: MedusaOrder, refunded: number): number {
  const total = Number(order.total ?? 0);
  return Math.min(total + refunded, Math.max(Number(order.summary?.original_order_total ?? total), total));
}

/** A guest has a customer of its own at each order; the e-mail says who it is. */
function whoOf({ email, customer, billing_address: billing, shipping_address: shipping }: Buyer, cartId: string | undefined): Draft["who"] {
  return (
    defined({
      anonymousId: cartId === undefined ? undefined : `cart:${cartId}`,
      customerId: customer?.has_account === false ? undefined : textOf(customer?.id),
      email: textOf(email ?? customer?.email),
      phone: textOf(customer?.phone ?? billing?.phone ?? shipping?.phone),
    }) ?? {}
  );
}

function traitsOf({ customer, billing_address: billing, shipping_address: shipping }: Buyer): Pick<Draft, "traits"> {
  const address = [billing, shipping].find((each) => each?.city ?? each?.country_code) ?? {};
  const person = [customer, billing, shipping].find((each) => each?.first_name ?? each?.last_name);
  const traits = defined({
    name: textOf([person?.first_name, person?.last_name].filter(Boolean).join(" ")),
    city: textOf(address.city),
    country: textOf(address.country_code?.toUpperCase()),
    company: textOf(customer?.company_name ?? address.company),
  });
  return traits ? { traits } : {};
}

function itemsOf(items: MedusaOrder["items"]): Item[] {
  return known(items)
    .map((item) => ({ ...item, quantity: Math.max(0, Math.round(Number(item.quantity))) }))
    .filter(({ quantity }) => quantity > 0)
    .slice(0, 200);
}

function productOf(item: Item): { id?: string; name?: string } {
  return defined({ id: textOf(item.variant_sku ?? item.product_id), name: textOf(item.product_title ?? item.title) }) ?? {};
}

function known<T>(list: readonly (T | null | undefined)[] | null | undefined): T[] {
  return (list ?? []).filter((each): each is T => each != null);
}

/** Placing an order or paying it back touches several rows, one shortly after the other. */
const atOnceMs = 5_000;

function msOf(at: Instant): number {
  return new Date(at).getTime();
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
