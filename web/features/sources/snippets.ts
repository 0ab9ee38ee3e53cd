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

/** A signed request with one fact, as a plugin of ours would send it. */
export function factsCall(url: string, secret: string, currency: string): string {
  const at = new Date().toISOString();
  const order = { externalId: "TEST-1", placedAt: at, updatedAt: at, currency, totalMinor: 4280 };
  const facts = [{ id: "test-1", type: "order.placed", at, who: { email: "test@example.com" }, order }];
  return `BODY='${JSON.stringify({ facts })}'
TIME=$(date +%s)
curl ${url} -H 'content-type: application/json' -H "sluice-timestamp: $TIME" \\
  -H "sluice-signature: $(printf %s "$TIME.$BODY" | openssl dgst -sha256 -hmac '${secret}' -r | cut -d' ' -f1)" \\
  -d "$BODY"`;
}

export function pluginInstall(kind: "vendure" | "medusa", url: string): string {
  return `npm install ${originOf(url)}/packages/sluice-${kind}-plugin.tgz`;
}

export function pluginCode(kind: "vendure" | "medusa", url: string, secret: string): string {
  const options = `{
      url: "${url}",
      secret: "${secret}",
    }`;
  return kind === "vendure"
    ? `import { SluicePlugin } from "sluice-vendure-plugin";

export const config: VendureConfig = {
  // …
  plugins: [
    // …
    SluicePlugin.init(${options}),
  ],
};`
    : `module.exports = defineConfig({
  // …
  plugins: [
    {
      resolve: "sluice-medusa-plugin",
      options: ${options.replaceAll("\n", "\n  ")},
    },
  ],
});`;
}

export function pluginMigration(kind: "vendure" | "medusa"): string {
  return kind === "vendure" ? "npx vendure migrate --generate add-sluice\nnpx vendure migrate --run" : "npx medusa db:migrate";
}

export function nodeFacts(url: string, secret: string): string {
  return `import { createHmac } from "node:crypto";

const body = JSON.stringify({
  facts: [
    {
      id: "cart-17-2", // yours; told twice, it is taken once
      type: "cart.updated",
      at: new Date().toISOString(),
      who: { anonymousId: "cart-17", email: "ada@example.com" },
      value: { amountMinor: 4280, currency: "EUR" },
      itemCount: 2,
    },
  ],
});
const timestamp = String(Math.floor(Date.now() / 1000));
const signature = createHmac("sha256", "${secret}").update(\`\${timestamp}.\${body}\`).digest("hex");

await fetch("${url}", {
  method: "POST",
  headers: { "sluice-timestamp": timestamp, "sluice-signature": signature },
  body,
});`;
}
