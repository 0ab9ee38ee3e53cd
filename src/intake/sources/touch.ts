import type { Touch } from "#ledger/fact.ts";
import { textOf } from "#people/reach.ts";

/** What is known of how somebody came: UTM values that were told, the page's address, and who referred. */
export type Arrival = { source?: unknown; medium?: unknown; campaign?: unknown; url?: unknown; search?: unknown; referrer?: unknown };

/** By the name before the top-level domain. */
const engines = new Set(["google", "bing", "duckduckgo", "ecosia", "yahoo", "baidu", "yandex", "qwant", "startpage", "brave"]);
const networks: Record<string, string> = {
  facebook: "facebook",
  fb: "facebook",
  instagram: "instagram",
  t: "twitter",
  x: "twitter",
  twitter: "twitter",
  linkedin: "linkedin",
  lnkd: "linkedin",
  pinterest: "pinterest",
  youtube: "youtube",
  youtu: "youtube",
  tiktok: "tiktok",
  reddit: "reddit",
  threads: "threads",
  whatsapp: "whatsapp",
};
/** Ids that advertising networks put on the addresses of their clicks. */
const clickIds: Record<string, Touch> = {
  gclid: { source: "google", medium: "cpc" },
  msclkid: { source: "bing", medium: "cpc" },
  fbclid: { source: "facebook", medium: "social" },
  ttclid: { source: "tiktok", medium: "social" },
};

/** Where somebody came from: UTM values first, then click ids, then a referrer of another site. Undefined when they tell nothing. */
export function touchOf(arrival: Arrival): Touch | undefined {
  const url = textOf(arrival.url, 2000);
  const query = new URLSearchParams(textOf(arrival.search, 2000) ?? (url?.includes("?") ? url.slice(url.indexOf("?")) : ""));
  const referrer = outsideReferrer(textOf(arrival.referrer, 2000), url);
  const told: Touch = {
    source: textOf(arrival.source, 100) ?? textOf(query.get("utm_source"), 100),
    medium: textOf(arrival.medium, 100) ?? textOf(query.get("utm_medium"), 100),
    campaign: textOf(arrival.campaign, 100) ?? textOf(query.get("utm_campaign"), 100),
  };
  const guessed = Object.entries(clickIds).find(([id]) => query.has(id))?.[1] ?? (referrer && byReferrer(referrer));
  const origin = told.source || told.medium || told.campaign ? told : guessed;
  if (!origin) return undefined;
  const landing = url === undefined ? undefined : textOf(pathOf(url), 300);
  return defined({
    ...origin,
    source: origin.source?.toLowerCase(),
    medium: origin.medium?.toLowerCase(),
    referrer: referrer?.host,
    landing,
  });
}

/** The path of an address, whole or relative. */
export function pathOf(url: string): string | undefined {
  return URL.parse(url, "https://relative.invalid")?.pathname;
}

function outsideReferrer(referrer: string | undefined, url: string | undefined): URL | undefined {
  const from = referrer === undefined ? undefined : URL.parse(referrer);
  if (!from || !from.protocol.startsWith("http")) return undefined;
  const here = url === undefined ? undefined : URL.parse(url);
  return here && bare(here) === bare(from) ? undefined : from;
}

function byReferrer(from: URL): Touch {
  const host = bare(from);
  const name = host.split(".").at(host.endsWith(".co.uk") ? -3 : -2) ?? host;
  if (engines.has(name)) return { source: name, medium: "organic" };
  const network = networks[name];
  return network && (name.length > 2 || host.split(".").length === 2)
    ? { source: network, medium: "social" }
    : { source: host, medium: "referral" };
}

function bare(url: URL): string {
  return url.hostname.replace(/^(www|m|l|lm)\./, "");
}

function defined(touch: Touch): Touch {
  return Object.fromEntries(Object.entries(touch).filter(([, value]) => value !== undefined));
}
