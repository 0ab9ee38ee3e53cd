import type { ReasonWire as Reason } from "./contract.ts";
import { fold } from "./fold.ts";
import { companyLikeness, companyName } from "./company-name.ts";
import { countryCode } from "./country.ts";
import { bareLocal, emailKey, isRole, isTypoOf, mailboxOf, ownDomain } from "./email.ts";
import type { CompanyRecord, PersonRecord } from "./likeness.ts";
import { nameLikeness } from "./person-name.ts";
import { phoneEnd, phoneKey } from "./phone.ts";

/** `sure`: same mailbox or phone number, and no field in which both say something different. */
export type Comparison = { score: number; sure: boolean; reasons: Reason[]; conflicts: string[] };

/** Below it a pair is not worth a person's time. */
export const leastScore = 0.5;

/** How each kind of evidence alone would be believed; several add up as independent ones do. */
const belief = { email: 0.95, phone: 0.85, typo: 0.7, phoneEnd: 0.5 };
const alikeName = 0.78;
const alike = 0.75;
const unlike = 0.5;

/** What speaks for two contacts being one person. Pure and symmetrical. */
export function comparePeople(a: PersonRecord, b: PersonRecord, home: string | undefined): Comparison {
  const reasons: Reason[] = [];
  const beliefs: number[] = [];
  const say = (kind: Reason["kind"], likeness: number | null, value: string | null, believed?: number) => {
    reasons.push({ kind, likeness, value });
    if (believed !== undefined) beliefs.push(believed);
  };
  const mailbox = shared(a.emails.map(emailKey), b.emails.map(emailKey));
  if (mailbox) say("email", null, mailbox, belief.email);
  const mistyped = mailbox ? undefined : mistypedAddress(a.emails, b.emails);
  if (mistyped) say("email_typo", null, mistyped, belief.typo);

  const [phonesA, phonesB] = [a, b].map((each) => each.phones.map((phone) => phoneKey(phone, countryCode(each.country) ?? home)));
  const phone = shared(phonesA!, phonesB!);
  if (phone) say("phone", null, phone, belief.phone);
  const end = phone ? undefined : sameEnd(phonesA!, phonesB!);
  if (end) say("phone_end", null, end, belief.phoneEnd);

  const hasReach = beliefs.length > 0;
  const named = a.name && b.name ? nameLikeness(a.name, b.name) : null;
  const employed = a.company && b.company ? companyLikeness(a.company, b.company) : null;
  const city = a.city && b.city && fold(a.city).join(" ") === fold(b.city).join(" ") ? a.city : null;
  const domain = shared(domainsOf(a.emails), domainsOf(b.emails));
  if (named !== null && named >= alikeName) {
    const context = Math.max(
      employed !== null && employed >= alike ? (0.3 + 0.55 * named) * employed : 0,
      domain ? 0.25 + 0.5 * named : 0,
      city && named >= 0.9 ? 0.55 * named : 0,
      hasReach ? 0.35 * named : 0,
    );
    if (context > 0) say("name", named, null, context);
  }
  if (employed !== null && employed >= alike) say("company", employed, employed === 1 ? a.company : null);
  else if (domain) say("domain", null, domain);
  if (city && reasons.length > 0) say("city", null, city);

  let score = 1 - beliefs.reduce((left, each) => left * (1 - each), 1);
  if (named !== null && named < unlike) score *= 0.6; // a household's phone, a mailbox of two
  if (employed !== null && employed < unlike) score *= 0.9;
  const conflicts = conflictsOf(a, b, { mailbox, phone, named, employed });
  return { score: round(score), sure: (mailbox ?? phone) !== undefined && conflicts.length === 0, reasons, conflicts };
}

/** What speaks for two companies being one. Pure and symmetrical. */
export function compareCompanies(a: CompanyRecord, b: CompanyRecord): Comparison {
  const reasons: Reason[] = [];
  const likeness = companyLikeness(a.name, b.name);
  const domain = shared(a.domains, b.domains);
  const [formA, formB] = [companyName(a.name).form, companyName(b.name).form];
  const otherForm = formA !== "" && formB !== "" && formA !== formB;
  let left = 1;
  if (likeness === 1 && !otherForm) reasons.push({ kind: "company_form", likeness: null, value: null });
  else if (likeness >= (domain ? unlike : alike)) reasons.push({ kind: "company_name", likeness: round(likeness), value: null });
  if (reasons.length > 0) left *= 1 - (otherForm ? 0.7 : 0.9) * likeness;
  if (domain) {
    reasons.push({ kind: "domain", likeness: null, value: domain });
    left *= 0.45;
  }
  return { score: round(1 - left), sure: false, reasons, conflicts: [] };
}

function conflictsOf(
  a: PersonRecord,
  b: PersonRecord,
  same: { mailbox: string | undefined; phone: string | undefined; named: number | null; employed: number | null },
): string[] {
  const differ = (one: string | null, other: string | null, read: (text: string) => string) => one && other && read(one) !== read(other);
  const folded = (text: string) => fold(text).join(" ");
  return [
    ...(same.named !== null && same.named < 0.9 ? ["name"] : []),
    ...(a.emails.length > 0 && b.emails.length > 0 && !same.mailbox ? ["email"] : []),
    ...(a.phones.length > 0 && b.phones.length > 0 && !same.phone ? ["phone"] : []),
    ...(same.employed !== null && same.employed < 1 ? ["company"] : []),
    ...(differ(a.city, b.city, folded) ? ["city"] : []),
    ...(differ(a.country, b.country, (text) => countryCode(text) ?? folded(text)) ? ["country"] : []),
  ];
}

function shared(one: readonly string[], other: readonly string[]): string | undefined {
  return one.filter((each) => other.includes(each)).sort()[0];
}

function domainsOf(emails: readonly string[]): string[] {
  return emails.flatMap((email) => ownDomain(email) ?? []);
}

function mistypedAddress(one: readonly string[], other: readonly string[]): string | undefined {
  const pairs = one.map(mailboxOf).flatMap((a) => other.map(mailboxOf).map((b) => [a, b] as const));
  const found = pairs.filter(
    ([a, b]) =>
      bareLocal(a) === bareLocal(b) && isTypoOf(a.domain, b.domain) && !(isRole(a) && a.domain.slice(0, -3) === b.domain.slice(0, -3)),
  );
  return found.map(([a, b]) => [`${a.local}@${a.domain}`, `${b.local}@${b.domain}`].sort().join(" · ")).sort()[0];
}

/** The same digits where it is unknown in which country one of them is dialled. */
function sameEnd(one: readonly string[], other: readonly string[]): string | undefined {
  const ends = one.flatMap((a) =>
    other.filter((b) => !(a.startsWith("+") && b.startsWith("+")) && phoneEnd(a) === phoneEnd(b) && phoneEnd(a).length === 8).map(phoneEnd),
  );
  return ends.sort()[0];
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
