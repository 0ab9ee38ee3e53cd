/** The app's name is part of the proof that Sluice gives the shop, so it is the same in `src/intake/shopware-app.ts`. */
const name = "Sluice";

const events = [
  "checkout.order.placed",
  ...["in_progress", "completed", "cancelled", "open"].map((state) => `state_enter.order.state.${state}`),
  ...["paid", "paid_partially", "authorized", "refunded", "refunded_partially", "chargeback", "failed", "cancelled"].map(
    (state) => `state_enter.order_transaction.state.${state}`,
  ),
  ...["shipped", "shipped_partially", "returned", "returned_partially"].map((state) => `state_enter.order_delivery.state.${state}`),
  "checkout.customer.register",
  "checkout.customer.guest_register",
  "checkout.customer.login",
  "newsletter.confirm",
  "contact_form.send",
];

/** The manifest of an app that does nothing but send these events; it may read what they are about, and change nothing. */
export function manifestOf(url: string, secret: string): string {
  const webhooks = events.map((event) => `        <webhook name="${event.replace(/[._]/g, "-")}" url="${xml(url)}" event="${event}"/>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://raw.githubusercontent.com/shopware/shopware/trunk/src/Core/Framework/App/Manifest/Schema/manifest-2.0.xsd">
    <meta>
        <name>${name}</name>
        <label>Sluice</label>
        <label lang="de-DE">Sluice</label>
        <description>Tells Sluice about orders, payments, deliveries and customers.</description>
        <description lang="de-DE">Meldet Bestellungen, Zahlungen, Lieferungen und Kunden an Sluice.</description>
        <author>Sluice</author>
        <copyright>(c) Sluice</copyright>
        <version>1.0.0</version>
        <license>Apache-2.0</license>
    </meta>
    <setup>
        <registrationUrl>${xml(url)}/register</registrationUrl>
        <secret>${xml(secret)}</secret>
    </setup>
    <permissions>
        <read>order</read>
        <read>customer</read>
        <read>newsletter_recipient</read>
    </permissions>
    <webhooks>
${webhooks.join("\n")}
    </webhooks>
</manifest>
`;
}

/** Where it lies in the archive that Shopware takes: in a folder of the app's name. */
export const manifestPath = `${name}/manifest.xml`;

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
