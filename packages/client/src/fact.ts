/** A fact as Sluice's `POST /hooks/sluice/{source}` takes it. Amounts are in the currency's smallest unit, instants ISO 8601 with offset. */
export type Fact = {
  id: string;
  type:
    | "product.removed"
    | "cart.updated"
    | "checkout.started"
    | "lead.captured"
    | "contact.identified"
    | "order.placed"
    | "order.updated"
    | "order.refunded"
    | "order.cancelled"
    | "order.fulfilled";
  at: string;
  who: { anonymousId?: string; userId?: string; email?: string; phone?: string; customerId?: string };
  value?: { amountMinor: number; currency: string };
  product?: { id?: string; name?: string; category?: string; quantity?: number };
  itemCount?: number;
  order?: {
    externalId: string;
    number?: string;
    placedAt?: string;
    updatedAt: string;
    cancelledAt?: string;
    currency?: string;
    totalMinor?: number;
    taxMinor?: number;
    shippingMinor?: number;
    refundedMinor?: number;
    items?: { id?: string; name?: string; category?: string; quantity: number; priceMinor?: number }[];
  };
  traits?: { name?: string; city?: string; country?: string; company?: string };
};

/** A fact before it has its id. */
export type Draft = Omit<Fact, "id">;
