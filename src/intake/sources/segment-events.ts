import type { FactType } from "#ledger/fact.ts";

/**
 * Names of events and what they mean: Segment's e-commerce specification (version 2), Google Analytics 4, Shopify's web pixel.
 * Names are compared in lower case with `_` for whatever is no letter or digit, so "Product Viewed" is `product_viewed`.
 * A name that is not here becomes a `custom` fact, which entry rules can name.
 */
const meanings: Record<string, FactType> = {
  page_view: "page.viewed",
  page_viewed: "page.viewed",
  promotion_viewed: "page.viewed",
  promotion_clicked: "page.viewed",
  view_promotion: "page.viewed",
  select_promotion: "page.viewed",

  products_searched: "products.searched",
  product_list_viewed: "products.searched",
  product_list_filtered: "products.searched",
  view_item_list: "products.searched",
  view_search_results: "products.searched",
  search: "products.searched",
  search_submitted: "products.searched",
  collection_viewed: "products.searched",

  product_viewed: "product.viewed",
  product_clicked: "product.viewed",
  view_item: "product.viewed",
  select_item: "product.viewed",

  product_added: "product.added",
  product_added_to_cart: "product.added",
  wishlist_product_added_to_cart: "product.added",
  add_to_cart: "product.added",

  product_removed: "product.removed",
  product_removed_from_cart: "product.removed",
  remove_from_cart: "product.removed",

  cart_viewed: "cart.updated",
  cart_updated: "cart.updated",
  view_cart: "cart.updated",

  checkout_started: "checkout.started",
  checkout_step_viewed: "checkout.started",
  checkout_step_completed: "checkout.started",
  checkout_contact_info_submitted: "checkout.started",
  checkout_address_info_submitted: "checkout.started",
  checkout_shipping_info_submitted: "checkout.started",
  begin_checkout: "checkout.started",
  add_shipping_info: "checkout.started",

  payment_entered: "payment.entered",
  payment_info_entered: "payment.entered",
  payment_info_submitted: "payment.entered",
  add_payment_info: "payment.entered",

  order_completed: "order.placed",
  order_placed: "order.placed",
  checkout_completed: "order.placed",
  purchase: "order.placed",
  order_updated: "order.updated",
  order_refunded: "order.refunded",
  refund: "order.refunded",
  order_cancelled: "order.cancelled",
  order_canceled: "order.cancelled",
  order_fulfilled: "order.fulfilled",
  order_shipped: "order.fulfilled",

  product_reviewed: "product.reviewed",
  quote_requested: "quote.requested",
  lead_captured: "lead.captured",
  lead_generated: "lead.captured",
  generate_lead: "lead.captured",
  signed_up: "lead.captured",
  sign_up: "lead.captured",
  newsletter_subscribed: "lead.captured",
};

const table = new Map(Object.entries(meanings));

export function meaningOf(name: string): FactType {
  return table.get(name.toLowerCase().replace(/[^a-z0-9]+/g, "_")) ?? "custom";
}
