import type { VendureOrder } from "../../packages/vendure/src/facts.ts";

const minute = 60_000;

/** An order as Vendure 3.7 joins it, `minutes` ago for each of its parts. */
export function vendureOrder(state: string, more: Partial<VendureOrder> = {}, beganAt = Date.UTC(2026, 10, 20, 10)): VendureOrder {
  const at = (minutes: number) => new Date(beganAt + minutes * minute);
  return {
    code: "T99RNNTQBL4FGQ62",
    state,
    active: state === "AddingItems" || state === "ArrangingPayment",
    createdAt: at(0),
    updatedAt: at(1),
    orderPlacedAt: null,
    currencyCode: "EUR",
    subTotal: 2168,
    subTotalWithTax: 2580,
    shipping: 0,
    shippingWithTax: 0,
    customer: null,
    billingAddress: {},
    shippingAddress: {},
    lines: [
      {
        updatedAt: at(1),
        quantity: 2,
        proratedUnitPriceWithTax: 1290,
        productVariant: { sku: "SEN-1", translations: [{ name: "Sencha 100 g" }] },
      },
    ],
    payments: [],
    fulfillments: [],
    ...more,
  };
}

export const vendureBuyer = {
  id: 7,
  firstName: "Ada",
  lastName: "Byron",
  emailAddress: "ada@shop.example",
  phoneNumber: "+49 30 123456",
  updatedAt: new Date(Date.UTC(2026, 10, 20, 10, 2)),
};

/** The same order once it was paid, five minutes after it began. */
export function vendureSale(state: string, more: Partial<VendureOrder> = {}, beganAt = Date.UTC(2026, 10, 20, 10)): VendureOrder {
  const placedAt = new Date(beganAt + 5 * minute);
  return vendureOrder(
    state,
    {
      orderPlacedAt: placedAt,
      updatedAt: placedAt,
      shipping: 412,
      shippingWithTax: 490,
      customer: vendureBuyer,
      shippingAddress: { fullName: "Ada Byron", city: "Berlin", countryCode: "DE" },
      payments: [{ updatedAt: placedAt, refunds: [] }],
      ...more,
    },
    beganAt,
  );
}
