/** Medusa's events that say something about a sale. */
export const events = [
  "cart.created",
  "cart.updated",
  "cart.customer_updated",
  "cart.region_updated",
  "cart.customer_transferred",
  "customer.created",
  "customer.updated",
  "order.placed",
  "order.updated",
  "order.canceled",
  "order.completed",
  "order.fulfillment_created",
  "order.fulfillment_canceled",
  "order.return_received",
  "order-edit.confirmed",
  "shipment.created",
  "delivery.created",
  "payment.captured",
  "payment.refunded",
];

const topics: Record<string, string> = {
  cart: "cart",
  customer: "customer",
  order: "order",
  "order-edit": "order",
  shipment: "fulfillment",
  delivery: "fulfillment",
  payment: "payment",
};

/** What to look at because of an event: it carries only ids, and of the order's parts the order's beside their own. */
export function noteOf(name: string, data: unknown): { topic: string; subject: string } | undefined {
  const ids = (data ?? {}) as Record<string, unknown>;
  const topic = topics[name.slice(0, name.indexOf("."))];
  const subject = topic === "order" ? (ids["order_id"] ?? ids["id"]) : ids["id"];
  return topic !== undefined && typeof subject === "string" ? { topic, subject } : undefined;
}
