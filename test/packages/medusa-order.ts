import type { MedusaCart, MedusaOrder } from "../../packages/medusa/src/facts.ts";

const address = { first_name: "Grace", last_name: "Hopper", address_1: "A 1", city: "Berlin", country_code: "de", phone: "+49 30 654321" };
const item = { title: "100 g", product_title: "Sencha", product_id: "prod_1", variant_sku: "SEN-1", quantity: 2, unit_price: 12.9 };
const iso = (beganAt: number, minutes: number) => new Date(beganAt + minutes * 60_000).toISOString();
const began = Date.UTC(2026, 10, 20, 10);

/** A cart as Medusa 2.21 answers `query.graph`. */
export function medusaCart(more: Partial<MedusaCart> = {}, beganAt = began): MedusaCart {
  return {
    id: "cart_01M8FSXGH9DJM9XY6CAHM5XJ8W",
    currency_code: "eur",
    email: null,
    total: 25.8,
    completed_at: null,
    updated_at: iso(beganAt, 1),
    items: [item],
    customer: null,
    shipping_address: { country_code: "de" },
    billing_address: null,
    ...more,
  };
}

export function medusaCheckout(beganAt = began): MedusaCart {
  return medusaCart(
    { email: "grace@shop.example", shipping_address: address, billing_address: address, updated_at: iso(beganAt, 3) },
    beganAt,
  );
}

/** The order that became of it, five minutes after it began. */
export function medusaOrder(more: Partial<MedusaOrder> = {}, beganAt = began): MedusaOrder {
  return {
    id: "order_01M8FSXQJY6XD6VC9ZW6FZGHV6",
    display_id: 1,
    status: "pending",
    email: "grace@shop.example",
    currency_code: "eur",
    total: 30.7,
    tax_total: 4.9,
    shipping_subtotal: 4.12,
    summary: { original_order_total: 30.7 },
    created_at: iso(beganAt, 5),
    updated_at: iso(beganAt, 5),
    canceled_at: null,
    cart: { id: "cart_01M8FSXGH9DJM9XY6CAHM5XJ8W" },
    items: [item],
    customer: { id: "cus_1", email: "grace@shop.example", has_account: true, updated_at: iso(beganAt, 4) },
    billing_address: address,
    shipping_address: address,
    fulfillments: [],
    payment_collections: [{ payments: [{ updated_at: iso(beganAt, 5), refunds: [] }] }],
    ...more,
  };
}
