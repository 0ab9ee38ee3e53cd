import { categories, type Campaign, type Language, type Product } from "./catalog.ts";

type Json = string | number | boolean | undefined | Json[] | { [key: string]: Json };

/** What the simulated shop sends: messages of Segment's protocol, as any real shop's tracking would. `timestamp` is ISO 8601. */
export type DemoEvent = {
  messageId: string;
  type: "page" | "identify" | "track";
  timestamp: string;
  anonymousId: string;
  userId?: string;
  event?: string;
  name?: string;
  properties?: { [key: string]: Json };
  traits?: { [key: string]: Json };
  context?: { [key: string]: Json };
};

/** Quantity of a product in a basket. */
export type Line = { product: Product; quantity: number };

export const shopUrl: Record<Language, string> = { de: "https://teehaus-nord.example", en: "https://northern-tea.example" };

/** Amounts in the protocol are decimals. */
export function decimal(amount: number): number {
  return Math.round(amount * 100) / 100;
}

export function goodsOf(lines: readonly Line[]): number {
  return decimal(lines.reduce((sum, line) => sum + line.product.price * line.quantity, 0));
}

export function productProperties(line: Line, language: Language): { [key: string]: Json } {
  const { product, quantity } = line;
  return {
    product_id: product.id,
    sku: product.id.toUpperCase(),
    name: product.name[language],
    category: categories[product.category][language],
    price: product.price,
    quantity,
  };
}

export function pageContext(
  path: string,
  title: string,
  campaign: Campaign | undefined,
  city: string,
  country: string,
  language: Language,
): { [key: string]: Json } {
  return {
    page: { path, title, url: shopUrl[language] + path, ...(campaign?.referrer && { referrer: campaign.referrer }) },
    ...(campaign?.source && {
      campaign: {
        source: campaign.source,
        ...(campaign.medium && { medium: campaign.medium }),
        ...(campaign.name && { name: campaign.name }),
      },
    }),
    location: { city, country },
    locale: language === "de" ? "de-DE" : "en-IE",
  };
}

/** The sums of an order: goods with tax inside, shipping free from 60 on, tax at the reduced rate that food has. */
export function sumsOf(lines: readonly Line[], currency: string): { [key: string]: Json } & { total: number } {
  const goods = goodsOf(lines);
  const shipping = goods >= 60 ? 0 : 4.9;
  const total = decimal(goods + shipping);
  const tax = decimal(total - total / 1.07);
  return { total, tax, shipping, revenue: decimal(total - tax - shipping), subtotal: goods, discount: 0, currency };
}
