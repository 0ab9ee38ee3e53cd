import type { Campaign, Language, Page } from "./catalog.ts";
import { goodsOf, pageContext, productProperties, sumsOf, type DemoEvent, type Line } from "./messages.ts";
import type { Person } from "./people.ts";

/** Takes an event that happens at `atMs`; `build` is called only if somebody wants it, so it draws no random numbers. */
export type Emit = (atMs: number, build: () => DemoEvent) => void;

/** Where and as whom a visitor speaks just now; the visitor's life changes it as it goes. */
export type Scene = {
  /** Unique among all visitors; begins their message, device, order and customer ids. */
  id: string;
  atMs: number;
  device: string;
  /** Set once the visitor is logged in on this device. */
  userId?: string;
  person: Person & { company?: string };
  language: Language;
  currency: string;
};

/** The things a visitor does, each one message at the scene's moment. */
export function voiceOf(scene: Scene, emit: Emit) {
  let count = 0;
  const say = (type: DemoEvent["type"], rest: () => Partial<DemoEvent>) => {
    const { atMs, device, userId } = scene;
    const messageId = `demo-${scene.id}-${count}`;
    count += 1;
    emit(atMs, () => ({
      messageId,
      type,
      timestamp: new Date(atMs).toISOString(),
      anonymousId: device,
      ...(userId && { userId }),
      ...rest(),
    }));
  };
  const track = (event: string, properties: () => NonNullable<DemoEvent["properties"]>) =>
    say("track", () => ({ event, properties: properties() }));
  const { language, currency, person } = scene;

  return {
    page(page: Page, campaign?: Campaign) {
      const { path } = page;
      const title = page.title[language];
      say("page", () => ({
        name: title,
        properties: { path, title },
        context: pageContext(path, title, campaign, person.city, person.country, language),
      }));
    },
    search(query: string) {
      track("Products Searched", () => ({ query }));
    },
    view(line: Line) {
      track("Product Viewed", () => ({ ...productProperties(line, language), currency }));
    },
    add(line: Line, cartId: string) {
      track("Product Added", () => ({ cart_id: cartId, ...productProperties(line, language), currency }));
    },
    remove(line: Line, cartId: string) {
      track("Product Removed", () => ({ cart_id: cartId, ...productProperties(line, language), currency }));
    },
    viewCart(lines: readonly Line[], cartId: string) {
      track("Cart Viewed", () => ({
        cart_id: cartId,
        value: goodsOf(lines),
        currency,
        products: lines.map((line) => productProperties(line, language)),
      }));
    },
    subscribe() {
      say("identify", () => ({ traits: { email: person.email } }));
      track("Newsletter Subscribed", () => ({ list: "newsletter" }));
    },
    identify() {
      say("identify", () => ({
        traits: {
          email: person.email,
          firstName: person.firstName,
          lastName: person.lastName,
          address: { city: person.city, country: person.country },
          ...(person.company && { company: { name: person.company } }),
        },
      }));
    },
    requestQuote(lines: readonly Line[]) {
      track("Quote Requested", () => ({
        value: goodsOf(lines),
        currency,
        products: lines.map((line) => productProperties(line, language)),
      }));
    },
    checkout(lines: readonly Line[], cartId: string) {
      track("Checkout Started", () => ({
        checkout_id: cartId,
        ...sumsOf(lines, currency),
        value: goodsOf(lines),
        products: lines.map((line) => productProperties(line, language)),
      }));
    },
    pay(cartId: string) {
      track("Payment Info Entered", () => ({ checkout_id: cartId, payment_method: "card" }));
    },
    order(lines: readonly Line[], cartId: string, orderId: string) {
      track("Order Completed", () => ({
        order_id: orderId,
        checkout_id: cartId,
        email: person.email,
        ...sumsOf(lines, currency),
        products: lines.map((line) => productProperties(line, language)),
      }));
    },
    refund(lines: readonly Line[], orderId: string) {
      track("Order Refunded", () => ({
        order_id: orderId,
        total: goodsOf(lines),
        currency,
        products: lines.map((line) => productProperties(line, language)),
      }));
    },
    cancel(orderId: string) {
      track("Order Cancelled", () => ({ order_id: orderId, currency }));
    },
  };
}
