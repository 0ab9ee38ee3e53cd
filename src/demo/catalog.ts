export type Language = "de" | "en";

type Words = Record<Language, string>;
export type Product = { id: string; name: Words; category: keyof typeof categories; price: number; weight: number };

export const categories = {
  black: { de: "Schwarzer Tee", en: "Black tea" },
  green: { de: "Grüner Tee", en: "Green tea" },
  oolong: { de: "Oolong und Weißer Tee", en: "Oolong and white tea" },
  herbal: { de: "Kräuter und Rooibos", en: "Herbs and rooibos" },
  fruit: { de: "Früchtetee", en: "Fruit tea" },
  ware: { de: "Kannen und Zubehör", en: "Pots and accessories" },
  gift: { de: "Geschenke", en: "Gifts" },
} satisfies Record<string, Words>;

type Row = [id: string, de: string, en: string, category: keyof typeof categories, price: number, weight: number];

const rows: Row[] = [
  ["assam", "Assam Mangalam", "Assam Mangalam", "black", 9.9, 5],
  ["ceylon", "Ceylon Highgrown", "Ceylon Highgrown", "black", 8.9, 3],
  ["darjeeling-ff", "Darjeeling First Flush", "Darjeeling First Flush", "black", 19.9, 6],
  ["darjeeling-sf", "Darjeeling Second Flush", "Darjeeling Second Flush", "black", 16.9, 4],
  ["earl-grey", "Earl Grey Bergamotte", "Earl Grey Bergamot", "black", 10.9, 8],
  ["ostfriesen", "Ostfriesenmischung", "Harbour Breakfast", "black", 9.5, 9],
  ["lapsang", "Lapsang Souchong", "Lapsang Souchong", "black", 12.9, 2],
  ["keemun", "Keemun Congou", "Keemun Congou", "black", 13.9, 2],
  ["chai", "Chai Nordlicht", "Northern Light Chai", "black", 11.9, 5],
  ["sencha", "Sencha Premium", "Sencha Premium", "green", 14.9, 8],
  ["gyokuro", "Gyokuro Asahi", "Gyokuro Asahi", "green", 34.9, 3],
  ["matcha", "Matcha Uji", "Matcha Uji", "green", 29.9, 5],
  ["genmaicha", "Genmaicha", "Genmaicha", "green", 11.9, 3],
  ["bancha", "Bancha", "Bancha", "green", 8.9, 2],
  ["jasmin", "Jasmin Perlen", "Jasmine Pearls", "green", 17.9, 4],
  ["gunpowder", "Gunpowder Minze", "Gunpowder Mint", "green", 8.5, 3],
  ["milky-oolong", "Milky Oolong", "Milky Oolong", "oolong", 18.9, 5],
  ["tie-guan-yin", "Tie Guan Yin", "Tie Guan Yin", "oolong", 22.9, 3],
  ["dong-ding", "Dong Ding Oolong", "Dong Ding Oolong", "oolong", 24.9, 2],
  ["pai-mu-tan", "Pai Mu Tan", "Pai Mu Tan", "oolong", 15.9, 3],
  ["silver-needle", "Silbernadel Yin Zhen", "Silver Needle Yin Zhen", "oolong", 39.9, 1],
  ["rooibos", "Rooibos Vanille", "Vanilla Rooibos", "herbal", 7.9, 6],
  ["rooibos-orange", "Rooibos Orange", "Orange Rooibos", "herbal", 7.9, 3],
  ["herbs-7", "Kräuter Nr. 7", "Herbs No. 7", "herbal", 8.4, 6],
  ["peppermint", "Pfefferminze", "Peppermint", "herbal", 6.9, 5],
  ["chamomile", "Kamillenblüten", "Chamomile Flowers", "herbal", 7.5, 3],
  ["ginger", "Ingwer Zitrone", "Ginger Lemon", "herbal", 8.9, 5],
  ["verbena", "Zitronenverbene", "Lemon Verbena", "herbal", 9.4, 2],
  ["winter", "Winterapfel", "Winter Apple", "fruit", 8.9, 4],
  ["hibiscus", "Hibiskus Holunder", "Hibiscus Elderberry", "fruit", 7.9, 3],
  ["berry", "Rote Grütze", "Summer Berries", "fruit", 8.4, 4],
  ["quince", "Quitte Birne", "Quince Pear", "fruit", 8.9, 2],
  ["iron-pot", "Teekanne Gusseisen", "Cast-Iron Teapot", "ware", 64.9, 3],
  ["glass-pot", "Glaskanne mit Sieb", "Glass Pot with Strainer", "ware", 34.9, 3],
  ["kyusu", "Kyusu Seitengriffkanne", "Kyusu Side-Handle Pot", "ware", 49.9, 2],
  ["strainer", "Teesieb Edelstahl", "Steel Tea Strainer", "ware", 9.9, 4],
  ["tin", "Teedose 100 g", "Tea Tin 100 g", "ware", 7.9, 3],
  ["scale", "Löffelwaage", "Spoon Scale", "ware", 17.9, 1],
  ["matcha-set", "Matcha-Set", "Matcha Set", "gift", 59, 4],
  ["tasting", "Probierpaket Nord", "Northern Tasting Box", "gift", 24.9, 7],
  ["advent", "Adventskalender Tee", "Tea Advent Calendar", "gift", 39.9, 3],
  ["voucher-set", "Geschenkset Teestunde", "Tea Hour Gift Set", "gift", 44.9, 3],
];

export const products: readonly Product[] = rows.map(([id, de, en, category, price, weight]) => ({
  id,
  name: { de, en },
  category,
  price,
  weight,
}));

/** What cafés and hotels buy: by the kilogram. */
export const bulkProducts: readonly Product[] = [
  { id: "bulk-assam", name: { de: "Großmenge Assam, 5 kg", en: "Assam in bulk, 5 kg" }, category: "black", price: 189, weight: 4 },
  {
    id: "bulk-earl-grey",
    name: { de: "Großmenge Earl Grey, 5 kg", en: "Earl Grey in bulk, 5 kg" },
    category: "black",
    price: 199,
    weight: 4,
  },
  { id: "bulk-sencha", name: { de: "Großmenge Sencha, 5 kg", en: "Sencha in bulk, 5 kg" }, category: "green", price: 279, weight: 3 },
  {
    id: "bulk-herbs",
    name: { de: "Großmenge Kräuter Nr. 7, 5 kg", en: "Herbs No. 7 in bulk, 5 kg" },
    category: "herbal",
    price: 149,
    weight: 3,
  },
  { id: "bulk-rooibos", name: { de: "Großmenge Rooibos, 5 kg", en: "Rooibos in bulk, 5 kg" }, category: "herbal", price: 139, weight: 3 },
  {
    id: "bulk-pyramids",
    name: { de: "Pyramidenbeutel, 500 Stück", en: "Pyramid bags, 500 pieces" },
    category: "black",
    price: 95,
    weight: 5,
  },
  { id: "bulk-pots", name: { de: "Gastro-Kannen, 12 Stück", en: "Catering pots, set of 12" }, category: "ware", price: 228, weight: 1 },
];

export type Page = { path: string; title: Words };

export const pages = {
  home: { path: "/", title: { de: "Startseite", en: "Home" } },
  about: { path: "/ueber-uns", title: { de: "Über uns", en: "About us" } },
  shipping: { path: "/versand", title: { de: "Versand und Zahlung", en: "Delivery and payment" } },
  harvest: { path: "/ernte", title: { de: "Neue Ernte", en: "New harvest" } },
  tasting: { path: "/verkostung", title: { de: "Verkostung", en: "Tasting" } },
  trade: { path: "/gastronomie", title: { de: "Für Gastronomie", en: "For cafés and hotels" } },
  recipes: { path: "/rezepte/matcha", title: { de: "Matcha-Rezepte", en: "Matcha recipes" } },
  oolong: { path: "/tee/oolong", title: categories.oolong },
  gift: { path: "/geschenke", title: categories.gift },
  cart: { path: "/warenkorb", title: { de: "Warenkorb", en: "Cart" } },
} satisfies Record<string, Page>;

/** Where visitors come from, and where they land. Without a `source` they came by themselves. */
export type Campaign = {
  source?: string;
  medium?: string;
  name?: string;
  referrer?: string;
  landing: Page;
  weight: number;
  wholesaleWeight: number;
};

export const retailCampaigns: readonly Campaign[] = [
  {
    source: "google",
    medium: "cpc",
    name: "oolong",
    referrer: "https://www.google.com/",
    landing: pages.oolong,
    weight: 17,
    wholesaleWeight: 1,
  },
  {
    source: "google",
    medium: "cpc",
    name: "geschenke",
    referrer: "https://www.google.com/",
    landing: pages.gift,
    weight: 9,
    wholesaleWeight: 0,
  },
  { source: "google", medium: "organic", referrer: "https://www.google.com/", landing: pages.home, weight: 26, wholesaleWeight: 6 },
  {
    source: "instagram",
    medium: "social",
    name: "teestunde",
    referrer: "https://l.instagram.com/",
    landing: pages.tasting,
    weight: 12,
    wholesaleWeight: 0,
  },
  { source: "newsletter", medium: "email", name: "ernte", landing: pages.harvest, weight: 9, wholesaleWeight: 1 },
  {
    source: "pinterest",
    medium: "social",
    name: "matcha-rezepte",
    referrer: "https://www.pinterest.com/",
    landing: pages.recipes,
    weight: 4,
    wholesaleWeight: 0,
  },
  {
    source: "teefreunde-blog",
    medium: "referral",
    name: "verkostung",
    referrer: "https://teefreunde.example/",
    landing: pages.tasting,
    weight: 5,
    wholesaleWeight: 1,
  },
  { source: "messe", medium: "event", name: "messe-hamburg", landing: pages.trade, weight: 0.5, wholesaleWeight: 9 },
  { landing: pages.home, weight: 18, wholesaleWeight: 4 },
];
export const wholesaleCampaigns = retailCampaigns
  .map((campaign) => ({ ...campaign, weight: campaign.wholesaleWeight }))
  .filter((campaign) => campaign.weight > 0);
export const directVisit: Campaign = retailCampaigns.at(-1)!;
export const newsletter: Campaign = retailCampaigns.find((campaign) => campaign.source === "newsletter")!;
