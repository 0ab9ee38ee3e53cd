import { between, chance, logNormal, pick, poisson, type Random } from "#demo/random.ts";
import { trueHazards } from "#demo/truth.ts";
import type { Fact, OrderItem, Touch, Who } from "#ledger/fact.ts";

const minute = 60_000;
const day = 86_400_000;

const sources: (Touch | undefined)[] = [
  { source: "google", medium: "cpc", campaign: "oolong", landing: "/" },
  { source: "google", medium: "organic", landing: "/" },
  { source: "instagram", medium: "social", campaign: "teestunde", landing: "/" },
  { source: "newsletter", medium: "email", campaign: "ernte", landing: "/" },
  undefined,
];
const cities = ["Hamburg", "Kiel", "Bremen", "Berlin", "Jena", "Ulm", "Köln", "München"];
const pages = ["/", "/tee", "/versand", "/ueber-uns", "/kannen", "/angebote"];
const goods: { name: string; category: string; priceMinor: number }[] = [
  { name: "Sencha Premium", category: "Grüner Tee", priceMinor: 1490 },
  { name: "Earl Grey Bergamotte", category: "Schwarzer Tee", priceMinor: 1090 },
  { name: "Milky Oolong", category: "Oolong", priceMinor: 1890 },
  { name: "Teekanne Gusseisen", category: "Kannen", priceMinor: 6490 },
  { name: "Probierpaket Nord", category: "Geschenke", priceMinor: 2490 },
  { name: "Matcha Uji", category: "Grüner Tee", priceMinor: 2990 },
];

/**
 * The facts of one visitor in order of time, with the hazards of the demo shop: about five a journey. Each visitor keeps to one device,
 * so that nobody has to be merged and every fact comes in order.
 */
export function factsOf(number: number, bornMs: number, untilMs: number, random: Random): Fact[] {
  const facts: Fact[] = [];
  const { gates, comesBack, returning } = trueHazards.retail;
  const device = `v-${number}`;
  const email = `kunde.${number}@beispiel.example`;
  let at = bornMs;
  let orders = 0;
  let known = false;
  const touch = pick(random, sources);
  const traits = { city: pick(random, cities), country: "DE" };

  const tell = (type: Fact["type"], more: Partial<Fact> = {}) => {
    const who: Who = { anonymousId: device, ...(type === "contact.identified" && { email }), ...(type === "order.placed" && { email }) };
    facts.push({ type, at, id: `${number}-${facts.length}`, who, ...more });
    at += Math.round(between(random, 0.3, 4) * minute);
  };
  const wait = (medianDays: number, sigma: number, sameVisit: number, longest = 11) => {
    if (!chance(random, sameVisit)) at += Math.round(Math.min(longest, logNormal(random, medianDays, sigma)) * day);
  };
  const visit = (more: Partial<Fact> = {}) => {
    for (let count = 1 + poisson(random, 2.85); count > 0; count -= 1)
      tell("page.viewed", { page: { path: pick(random, pages) }, traits, ...more });
  };
  const view = () => {
    const { priceMinor, ...product } = pick(random, goods);
    tell("product.viewed", { product: { ...product, quantity: 1 }, value: { amountMinor: priceMinor, currency: "EUR" } });
  };
  const shopFor = (evaluation: number, decision: number, sameVisit: number): boolean => {
    if (!chance(random, evaluation)) return false;
    wait(gates.evaluation.medianDays, gates.evaluation.sigma, sameVisit);
    const items: OrderItem[] = [];
    for (let count = 1 + poisson(random, 1.2); count > 0; count -= 1) {
      const { priceMinor, ...product } = pick(random, goods);
      items.push({ ...product, quantity: 1, priceMinor });
      tell("product.added", { product: { ...product, quantity: 1 }, value: { amountMinor: priceMinor, currency: "EUR" } });
    }
    if (!chance(random, decision)) return false;
    wait(gates.decision.medianDays, gates.decision.sigma, sameVisit);
    const totalMinor = items.reduce((sum, item) => sum + item.priceMinor!, 490);
    tell("checkout.started", { value: { amountMinor: totalMinor, currency: "EUR" } });
    if (!known) {
      tell("contact.identified", { traits: { ...traits, name: `Kundin ${number}` } });
      known = true;
    }
    if (!chance(random, gates.purchase.probability)) return false;
    wait(gates.purchase.medianDays, gates.purchase.sigma, sameVisit);
    const order = {
      externalId: `o-${number}-${orders}`,
      number: `${number}-${orders}`,
      placedAt: at,
      updatedAt: at,
      currency: "EUR",
      totalMinor,
      taxMinor: Math.round(totalMinor * 0.0654),
      shippingMinor: 490,
      items,
    };
    tell("order.placed", { order });
    orders += 1;
    return true;
  };

  visit(touch && { touch });
  if (chance(random, gates.interest.probability)) {
    wait(gates.interest.medianDays, gates.interest.sigma, gates.interest.sameVisit);
    for (let count = 1 + poisson(random, 1.2); count > 0; count -= 1) view();
    let ordered = shopFor(gates.evaluation.probability, gates.decision.probability, 0.4);
    while (ordered && chance(random, comesBack.afterOrder)) {
      at += Math.round(logNormal(random, comesBack.medianDays, comesBack.sigma) * day);
      visit();
      view();
      ordered = shopFor(returning.evaluation, returning.decision, 1);
    }
  }
  const cut = facts.findIndex((fact) => fact.at > untilMs);
  return cut === -1 ? facts : facts.slice(0, cut);
}
