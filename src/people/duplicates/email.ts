import { similarity, typos } from "./trigram.ts";

/** Providers where everybody can have an address: how their addresses are written in one way. */
type Provider = { domain: string; dots?: true; tags?: true };

const providers = new Map<string, Provider>();
const add = (names: string, rules: Omit<Provider, "domain"> = {}, oneMailbox = false) => {
  const domains = names.split(" ");
  for (const domain of domains) providers.set(domain, { domain: oneMailbox ? domains[0]! : domain, ...rules });
};
add("gmail.com googlemail.com", { dots: true, tags: true }, true);
add("icloud.com me.com mac.com", { tags: true }, true);
add("proton.me protonmail.com pm.me", { dots: true, tags: true }, true);
add(
  "outlook.com outlook.de hotmail.com hotmail.de hotmail.co.uk live.com live.de live.co.uk msn.com fastmail.com zoho.com mailbox.org posteo.de",
  { tags: true },
);
add(
  "gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de aol.com aol.de mail.de mail.com email.de online.de vodafone.de",
);
add(
  "yahoo.com yahoo.de yahoo.co.uk ymail.com bluewin.ch hispeed.ch aon.at chello.at orange.fr free.fr laposte.net wanadoo.fr libero.it virgilio.it",
);
add(
  "btinternet.com sky.com comcast.net verizon.net att.net wp.pl onet.pl o2.pl seznam.cz mail.ru yandex.ru kpnmail.nl ziggo.nl telenet.be",
);

/** Mailboxes of a role: who writes from them differs, and every company has them. */
const roles = new Set(
  "info kontakt contact mail email office hallo hello shop sales verkauf service support team post admin webmaster buchhaltung rechnung billing order bestellung einkauf buero zentrale".split(
    " ",
  ),
);

export type EmailParts = { local: string; domain: string };

/** The mailbox behind an address: lower case, and where the provider is known, without dots and +tags that it ignores. */
export function mailboxOf(address: string): EmailParts {
  const at = address.lastIndexOf("@");
  const [written, domain] = [address.slice(0, at).toLowerCase(), address.slice(at + 1).toLowerCase()];
  const provider = providers.get(domain);
  if (!provider) return { local: written, domain };
  const untagged = provider.tags ? written.replace(/(.)\+.*$/, "$1") : written;
  const local = provider.dots ? untagged.replaceAll(".", "") : untagged;
  return { local: local || written, domain: provider.domain };
}

export function emailKey(address: string): string {
  const { local, domain } = mailboxOf(address);
  return `${local}@${domain}`;
}

/** The local part without what any provider might ignore, for finding an address whose provider is mistyped. */
export function bareLocal({ local }: EmailParts): string {
  return local.replace(/(.)\+.*$/, "$1").replaceAll(".", "") || local;
}

export function isRole({ local }: EmailParts): boolean {
  return roles.has(local);
}

/** The domain of an address that is a company's own, not a provider's. */
export function ownDomain(address: string): string | undefined {
  const { domain } = mailboxOf(address);
  return providers.has(domain) ? undefined : domain;
}

function digitsOf(domain: string): string {
  return domain.replaceAll(/\D+/g, " ");
}

/** Whether one domain may be a mistyped other: few typing mistakes or many trigrams in common, and not two that both exist. */
export function isTypoOf(a: string, b: string): boolean {
  if (a === b || (providers.has(a) && providers.has(b)) || digitsOf(a) !== digitsOf(b)) return false;
  const [nameA, nameB] = [a.slice(0, a.lastIndexOf(".")), b.slice(0, b.lastIndexOf("."))];
  if (nameA === nameB) return nameA.length >= 3;
  const mistakes = typos(a, b);
  return mistakes <= (Math.min(nameA.length, nameB.length) < 5 ? 1 : 2) || (similarity(a, b) >= 0.7 && mistakes <= 3);
}
