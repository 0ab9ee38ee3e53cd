import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import type { Belief, Field, PersonTarget } from "../contract.ts";
import { emailIn } from "../values.ts";
import type { Known } from "./believe.ts";
import type { BeliefContext } from "./context.ts";
import { normalised } from "./header.ts";
import { valuesOf } from "./profile.ts";

const personFields = new Set<Field>(["owner", "author"]);

/** Who the names in the files are: members, or people that could be added (offered, one by one, never done unasked). */
export async function peopleOf(
  duck: Duck,
  known: readonly Known[],
  { members }: BeliefContext,
): Promise<{ people: Record<string, PersonTarget>; beliefs: Belief[] }> {
  const names = new Map<string, number>();
  for (const { profile, found } of known) {
    for (const [column, field] of found.fields.entries()) {
      if (field === null || !personFields.has(field)) continue;
      for (const { value, count } of await valuesOf(duck, profile.fileId, column, limits.importDistinct))
        names.set(value, (names.get(value) ?? 0) + count);
    }
  }
  const people: Record<string, PersonTarget> = {};
  const beliefs: Belief[] = [];
  for (const [name, count] of [...names].sort((a, b) => b[1] - a[1]).slice(0, limits.importDistinct)) {
    const about = `people.${name}`;
    const found = memberOf(name, members);
    if (found) {
      people[name] = { userId: found.member.userId };
      beliefs.push({
        about,
        strength: found.sure ? "sure" : "likely",
        code: found.code,
        details: { name, member: found.member.name, count },
      });
      continue;
    }
    people[name] = { none: true };
    if (nobody.test(name.trim())) continue;
    const isId = !/\p{L}{2}/u.test(name) || /^[0-9a-f-]{16,}$/i.test(name);
    if (!isId) beliefs.push({ about, strength: "offer", code: "person_new", details: { name, count }, value: { create: true } });
  }
  return { people, beliefs };
}

const nobody = /^(-|n\/?a|none|null|unassigned|nobody|niemand|nicht zugewiesen|keiner|ohne|kein besitzer|no owner|\(none\)|\(leer\))$/i;

type Member = BeliefContext["members"][number];

function memberOf(name: string, members: readonly Member[]): { member: Member; sure: boolean; code: string } | undefined {
  const email = emailIn(name) ?? emailIn(/\(([^()]+@[^()]+)\)/.exec(name)?.[1] ?? "");
  const byEmail = email && members.find((member) => member.email?.toLowerCase() === email);
  if (byEmail) return { member: byEmail, sure: true, code: "person_by_email" };
  const word = turned(normalised(name.replace(/\(.*\)|<.*>/g, "")), name);
  const same = members.filter((member) => normalised(member.name) === word);
  if (same.length === 1) return { member: same[0]!, sure: true, code: "person_by_name" };
  const close = members.filter((member) => isShortFor(word, normalised(member.name)));
  return close.length === 1 ? { member: close[0]!, sure: false, code: "person_by_initials" } : undefined;
}

/** "Schlecht, Darcel" is Darcel Schlecht. */
function turned(word: string, name: string): string {
  const [last, first, ...rest] = name.split(",");
  return first !== undefined && rest.length === 0 ? `${normalised(first)} ${normalised(last!)}` : word;
}

/** "D. Schlecht", "Darcel", "DS": short for one member only. */
function isShortFor(word: string, member: string): boolean {
  const parts = word.split(" ");
  const whole = member.split(" ");
  if (parts.length === 1) return whole[0] === word || (word.length === whole.length && word.length >= 2 && initials(whole) === word);
  return parts.length === whole.length && parts.at(-1) === whole.at(-1) && parts.every((part, index) => whole[index]!.startsWith(part));
}

function initials(parts: readonly string[]): string {
  return parts.map((part) => part[0]).join("");
}
