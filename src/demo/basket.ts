import { bulkProducts, products, type Product } from "./catalog.ts";
import type { Line } from "./messages.ts";
import { chance, pickWeighted, poisson, type Random } from "./random.ts";

const seasonal: Record<string, readonly number[]> = { advent: [9, 10, 11], winter: [9, 10, 11, 0, 1], berry: [4, 5, 6, 7] };

/** A product somebody wants at this time of the year. */
export function wantedProduct(random: Random, atMs: number, wholesale: boolean): Product {
  if (wholesale) return pickWeighted(random, bulkProducts);
  const month = new Date(atMs).getUTCMonth();
  for (;;) {
    const product = pickWeighted(random, products);
    if (seasonal[product.id]?.includes(month) ?? true) return product;
  }
}

/** What goes into the cart: the product wanted first, and more; a product stands in it once. */
export function fillBasket(random: Random, wanted: Product, atMs: number, wholesale: boolean): Line[] {
  const lines = new Map<string, Line>();
  const put = (product: Product) => {
    const quantity = wholesale ? 1 + poisson(random, 1) : chance(random, 0.3) && product.price < 30 ? 2 + poisson(random, 0.3) : 1;
    if (!lines.has(product.id)) lines.set(product.id, { product, quantity });
  };
  put(wanted);
  for (let more = poisson(random, wholesale ? 2.2 : 1.5); more > 0; more -= 1) put(wantedProduct(random, atMs, wholesale));
  return [...lines.values()];
}
