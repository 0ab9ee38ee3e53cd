import { createHmac } from "node:crypto";
import { expect } from "vitest";

const hex = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");
const seconds = () => Math.floor(Date.now() / 1000);

type Source = { id: string; secret: string };
type Reply = { status: number; code?: string | undefined; body: any };

async function replyOf(answer: Response): Promise<Reply> {
  const body: any = await answer.json();
  return { status: answer.status, code: body.error?.code, body };
}

/** A Shopware shop as its source code behaves: it installs the app by the handshake, and signs each event with the secret it got. */
export function shopwareShop(url: string, source: Source, shop = { id: "KIPf0Fz6BUkN", url: "https://shop.example" }) {
  let secret = "";
  const hook = `${url}/hooks/shopware/${source.id}`;

  async function register(wish: { appSecret?: string; at?: number; signature?: string } = {}): Promise<Reply> {
    const query = `shop-id=${encodeURIComponent(shop.id)}&shop-url=${encodeURIComponent(shop.url)}&timestamp=${wish.at ?? seconds()}`;
    const headers: Record<string, string> = {
      "shopware-app-signature": wish.signature ?? hex(wish.appSecret ?? source.secret, query),
      "sw-version": "6.6.10.0",
    };
    if (secret) headers["shopware-shop-signature"] = hex(secret, query);
    return replyOf(await fetch(`${hook}/register?${query}`, { headers }));
  }

  async function confirm(given: string, wish: { secret?: string; shopId?: string; at?: number } = {}): Promise<Reply> {
    const body = JSON.stringify({
      apiKey: "SWIARXBSDJRWEMJONFK2OHBNWA",
      secretKey: "Q1QyaUg3ZHpnZURPeDV3ZkpncXdSRzJpNjdBeWM1WWhWYWd0NE0",
      timestamp: String(wish.at ?? seconds()),
      shopUrl: shop.url,
      shopId: wish.shopId ?? shop.id,
    });
    const headers: Record<string, string> = { "shopware-shop-signature": hex(wish.secret ?? given, body) };
    if (secret) headers["shopware-shop-signature-previous"] = hex(secret, body);
    return replyOf(await fetch(`${hook}/confirm`, { method: "POST", body, headers }));
  }

  return {
    shop,
    register,
    confirm,
    /** As Shopware does it: checks the proof, keeps the secret, confirms. */
    async install(): Promise<string> {
      const { status, body } = await register();
      expect(status).toBe(200);
      expect(body.proof).toBe(hex(source.secret, `${shop.id}${shop.url}Sluice`));
      expect(body.secret.length).toBeGreaterThanOrEqual(64);
      const confirmed = await confirm(body.secret);
      expect(confirmed.status).toBe(200);
      return (secret = body.secret);
    },
    async send(
      event: string,
      payload: object,
      wish: { eventId?: string; at?: number | null; secret?: string; signed?: string } = {},
    ): Promise<Reply> {
      const body = JSON.stringify({
        data: { payload, event },
        source: {
          url: shop.url,
          appVersion: "1.0.0",
          shopId: shop.id,
          ...(wish.eventId !== "" && { eventId: wish.eventId ?? crypto.randomUUID().replaceAll("-", "") }),
        },
        ...(wish.at !== null && { timestamp: wish.at ?? seconds() }),
      });
      const headers = { "content-type": "application/json", "shopware-shop-signature": hex(wish.secret ?? secret, wish.signed ?? body) };
      return replyOf(await fetch(hook, { method: "POST", body, headers }));
    },
  };
}

/** Facts as anybody's own code would send them. */
export async function sendFacts(
  url: string,
  source: Source,
  body: string | object,
  wish: { at?: number | string | null; signature?: string; secret?: string } = {},
): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const at = String(wish.at ?? seconds());
  const headers: Record<string, string> = {
    "sluice-signature": wish.signature ?? hex(wish.secret ?? source.secret, `${wish.at === null ? "" : at}.${text}`),
  };
  if (wish.at !== null) headers["sluice-timestamp"] = at;
  return replyOf(await fetch(`${url}/hooks/sluice/${source.id}`, { method: "POST", body: text, headers }));
}
