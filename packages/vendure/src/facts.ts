import type { Draft } from "../../client/src/fact.ts";
import { decimalsOf } from "../../client/src/money.ts";
import { defined, textOf } from "../../client/src/text.ts";

/** What is read of a customer. */
export type VendureCustomer = {
  id: string | number;
  firstName?: string | null;
  lastName?: string | null;
  emailAddress?: string | null;
  phoneNumber?: string | null;
  updatedAt: Date;
  deletedAt?: Date | null;
};

type Changed = { updatedAt: Date };
type Refund = Changed & { total: number; state: string };
type Variant = { sku?: string; translations?: { name?: string }[] | null };
type Address = { fullName?: string; company?: string; city?: string; countryCode?: string; phoneNumber?: string };

/** What is read of an order: Vendure's entity with its lines, payments, refunds and deliveries joined. Amounts as Vendure keeps them. */
export type VendureOrder = {
  code: string;
  state: string;
  active: boolean;
  createdAt: Date;
  updatedAt: Date;
  orderPlacedAt?: Date | null;
  currencyCode: string;
  subTotal: number;
  subTotalWithTax: number;
  shipping: number;
  shippingWithTax: number;
  customer?: VendureCustomer | null;
  billingAddress?: Address | null;
  shippingAddress?: Address | null;
  lines: (Changed & { quantity: number; proratedUnitPriceWithTax: number; productVariant?: Variant | null })[];
  payments?: (Changed & { refunds?: Refund[] | null })[] | null;
  fulfillments?: (Changed & { state: string })[] | null;
};

const types: Record<string, Draft["type"]> = {
  PaymentAuthorized: "order.placed",
  PaymentSettled: "order.placed",
  Shipped: "order.fulfilled",
  PartiallyDelivered: "order.fulfilled",
  Delivered: "order.fulfilled",
  Cancelled: "order.cancelled",
};

/**
 * What an order says as it stands. In Vendure the cart is an order that was not placed yet: it becomes a checkout, then a sale. Every later
 * snapshot proves the sale again, so nothing is lost when one of them is. `precision` is the money strategy's, 2 unless the shop changed it.
 */
export function orderFacts(order: VendureOrder, precision = 2): Draft[] {
  if (order.orderPlacedAt) return [saleOf(order, order.orderPlacedAt, precision)];
  if (order.state === "ArrangingPayment") return [{ ...cartOf(order, precision), type: "checkout.started" }];
  return order.state === "AddingItems" ? [cartOf(order, precision)] : [];
}

export function customerFacts(customer: VendureCustomer): Draft[] {
  if (customer.deletedAt) return [];
  return [{ type: "contact.identified", at: customer.updatedAt.toISOString(), who: whoOf(customer), ...traitsOf(customer) }];
}

function cartOf(order: VendureOrder, precision: number): Draft {
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const [first] = order.lines;
  return {
    type: pieces === 0 ? "product.removed" : "cart.updated",
    at: new Date(asOf(order)).toISOString(),
    who: buyerOf(order),
    value: {
      amountMinor: minorOf(order.subTotalWithTax + order.shippingWithTax, order.currencyCode, precision),
      currency: order.currencyCode,
    },
    ...(first && pieces > 0 && { product: { ...productOf(first), quantity: first.quantity } }),
    itemCount: pieces,
    ...traitsOf(order.customer, order.billingAddress, order.shippingAddress),
  };
}

function saleOf(order: VendureOrder, placedAt: Date, precision: number): Draft {
  const asOfMs = Math.max(asOf(order), placedAt.getTime());
  const updatedAt = new Date(asOfMs).toISOString();
  const refunds = settledRefunds(order);
  const refundedLast = refunds.some((refund) => refund.updatedAt.getTime() === asOfMs);
  const type = refundedLast ? "order.refunded" : (types[order.state] ?? "order.updated");
  const money = (amount: number) => minorOf(amount, order.currencyCode, precision);
  const total = order.subTotalWithTax + order.shippingWithTax;
  return {
    type,
    at: type === "order.placed" ? placedAt.toISOString() : updatedAt,
    who: buyerOf(order),
    order: {
      externalId: order.code,
      number: order.code,
      placedAt: placedAt.toISOString(),
      updatedAt,
      ...(order.state === "Cancelled" && { cancelledAt: updatedAt }),
      currency: order.currencyCode,
      totalMinor: money(total),
      taxMinor: money(total - order.subTotal - order.shipping),
      shippingMinor: money(order.shipping),
      refundedMinor: money(refunds.reduce((sum, refund) => sum + refund.total, 0)),
      items: order.lines
        .filter((line) => line.quantity > 0)
        .slice(0, 200)
        .map((line) => ({ ...productOf(line), quantity: line.quantity, priceMinor: money(line.proratedUnitPriceWithTax) })),
    },
    ...traitsOf(order.customer, order.billingAddress, order.shippingAddress),
  };
}

/** The newest change of the order or of a part of it: a refund does not touch the order itself. */
function asOf(order: VendureOrder): number {
  const payments = order.payments ?? [];
  const parts: Changed[] = [
    ...order.lines,
    ...payments,
    ...payments.flatMap(({ refunds }) => refunds ?? []),
    ...(order.fulfillments ?? []),
  ];
  return Math.max(order.updatedAt.getTime(), ...parts.map((part) => part.updatedAt.getTime()));
}

function settledRefunds(order: VendureOrder): Refund[] {
  return (order.payments ?? []).flatMap((payment) => payment.refunds ?? []).filter(({ state }) => state === "Settled");
}

/** Vendure keeps every currency with the same number of decimals; Sluice wants those of the currency. */
function minorOf(amount: number, currency: string, precision: number): number {
  return Math.max(0, Math.round(amount * 10 ** (decimalsOf(currency) - precision)));
}

/** The order's code is the one thing that an anonymous cart and the sale have in common. */
function buyerOf(order: VendureOrder): Draft["who"] {
  return { anonymousId: `cart:${order.code}`, ...(order.customer && whoOf(order.customer)) };
}

function whoOf({ id, emailAddress, phoneNumber }: VendureCustomer): Draft["who"] {
  return defined({ customerId: String(id), email: textOf(emailAddress), phone: textOf(phoneNumber) })!;
}

function traitsOf(customer?: VendureCustomer | null, ...addresses: (Address | null | undefined)[]): Pick<Draft, "traits"> {
  const address = addresses.find((each) => each?.city ?? each?.countryCode) ?? {};
  const traits = defined({
    name: textOf([customer?.firstName, customer?.lastName].filter(Boolean).join(" ")) ?? textOf(address.fullName),
    city: textOf(address.city),
    country: textOf(address.countryCode),
    company: textOf(address.company),
  });
  return traits ? { traits } : {};
}

function productOf({ productVariant }: VendureOrder["lines"][number]): { id?: string; name?: string } {
  return defined({ id: textOf(productVariant?.sku), name: textOf(productVariant?.translations?.[0]?.name) }) ?? {};
}
