/** Code to paste on the shop's side. */
export function originOf(url: string): string {
  return new URL(url).origin;
}

/** The first line takes calls that come before the script is there. */
export function scriptTag(origin: string, writeKey: string): string {
  return `<script>window.sluice=window.sluice||function(){(sluice.q=sluice.q||[]).push(arguments)}</script>
<script async src="${origin}/s.js" data-key="${writeKey}"></script>`;
}

export function browserClient(origin: string, writeKey: string): string {
  const { host, protocol } = new URL(origin);
  return `import { AnalyticsBrowser } from "@segment/analytics-next";

export const analytics = AnalyticsBrowser.load({
  writeKey: "${writeKey}",
  cdnSettings: {
    integrations: {
      "Segment.io": { apiKey: "${writeKey}", apiHost: "${host}/v1", protocol: "${protocol.replace(":", "")}" },
    },
  },
});`;
}

export function nodeClient(origin: string, writeKey: string): string {
  return `import { Analytics } from "@segment/analytics-node";

export const analytics = new Analytics({
  writeKey: "${writeKey}",
  host: "${origin}",
});`;
}

export function httpCall(origin: string, writeKey: string): string {
  const event = { anonymousId: "test-1", event: "Product Viewed", properties: { name: "Sencha", price: 12.9, currency: "EUR" } };
  return `curl ${origin}/v1/track -u ${writeKey}: -H 'content-type: application/json' \\
  -d '${JSON.stringify(event)}'`;
}

/** A signed webhook as the shop would send it; OpenSSL makes the signature from the secret. */
export function webhookCall(kind: "shopify" | "woocommerce", url: string, secret: string, currency: string): string {
  const now = new Date().toISOString();
  const order =
    kind === "shopify"
      ? {
          id: 1,
          name: "#TEST-1",
          email: "test@example.com",
          created_at: now,
          updated_at: now,
          currency,
          total_price: "42.80",
          total_tax: "0.00",
          line_items: [],
        }
      : {
          id: 1,
          number: "TEST-1",
          status: "processing",
          currency,
          total: "42.80",
          total_tax: "0.00",
          date_created_gmt: now.slice(0, 19),
          date_modified_gmt: now.slice(0, 19),
          billing: { email: "test@example.com" },
          line_items: [],
        };
  const [topic, signature, delivery] =
    kind === "shopify"
      ? ["x-shopify-topic: orders/create", "x-shopify-hmac-sha256", "x-shopify-webhook-id: test-1"]
      : ["x-wc-webhook-topic: order.created", "x-wc-webhook-signature", "x-wc-webhook-delivery-id: test-1"];
  return `BODY='${JSON.stringify(order)}'
curl ${url} -H 'content-type: application/json' -H '${topic}' -H '${delivery}' \\
  -H "${signature}: $(printf %s "$BODY" | openssl dgst -sha256 -hmac '${secret}' -binary | base64)" \\
  -d "$BODY"`;
}
