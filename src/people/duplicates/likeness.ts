import { createHash } from "node:crypto";
import { fold } from "./fold.ts";
import { companyName } from "./company-name.ts";
import { countryCode } from "./country.ts";
import { bareLocal, emailKey, isRole, mailboxOf, ownDomain } from "./email.ts";
import { nameWords } from "./person-name.ts";
import { phoneEnd, phoneKey } from "./phone.ts";

/** What is compared of a contact; all of its e-mail addresses and phone numbers, not only those shown. */
export type PersonRecord = {
  id: string;
  name: string | null;
  emails: string[];
  phones: string[];
  city: string | null;
  country: string | null;
  company: string | null;
};
export type CompanyRecord = { id: string; name: string; domains: string[] };

/**
 * Under which keys a record is looked for, by the letter before the colon: `e` mailbox, `l` its local part, `p` end of a phone number, `n` name and
 * city, `k` company, `d` own domain. `text` is what trigrams are compared of. `basis` changes with whatever these are made of.
 */
export type Likeness = { keys: string[]; text: string | null; basis: string };

/** Raise it when keys or texts are made differently: everything is then searched again. */
const edition = 1;

/** More than so many records under a key say that it tells nothing: "Thomas Müller, Berlin" is many people, a company of hundreds is found by trigrams. */
export function mostUnder(key: string): number {
  return key.startsWith("n:") ? 5 : 50;
}

export function personLikeness(person: PersonRecord, home: string | undefined): Likeness {
  const keys = new Set<string>();
  for (const address of person.emails) {
    const parts = mailboxOf(address);
    keys.add(`e:${emailKey(address)}`);
    const local = bareLocal(parts);
    keys.add(isRole(parts) || local.length < 4 ? `l:${local}@${parts.domain.slice(0, 3)}` : `l:${local}`);
    const domain = ownDomain(address);
    if (domain && person.name) keys.add(`d:${domain}`);
  }
  for (const number of person.phones) keys.add(`p:${phoneEnd(phoneKey(number, countryCode(person.country) ?? home))}`);
  const words = person.name ? nameWords(person.name) : [];
  const company = person.company ? companyName(person.company).key : "";
  const isFull = words.length >= 2;
  if (isFull && person.city) keys.add(`n:${words.join(" ")}|${fold(person.city).join(" ")}`);
  if (words.length > 0 && company) keys.add(`k:${company}`);
  return finish(keys, isFull && company ? `${words.join(" ")} ${company}` : null, { ...person, home });
}

export function companyLikenessOf(company: CompanyRecord): Likeness {
  const { key } = companyName(company.name);
  const keys = new Set([...(key ? [`K:${key}`] : []), ...company.domains.map((domain) => `D:${domain}`)]);
  return finish(keys, key || null, company);
}

function finish(keys: Set<string>, text: string | null, from: object): Likeness {
  const basis = createHash("sha256")
    .update(JSON.stringify([edition, from]))
    .digest("base64url")
    .slice(0, 22);
  return { keys: [...keys].sort(), text, basis };
}
