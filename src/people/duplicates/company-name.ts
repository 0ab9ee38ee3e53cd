import { fold } from "./fold.ts";
import { similarity, wordLikeness } from "./trigram.ts";

/** Legal forms and fillers, folded, dots gone. They say what a company is before the law, not which one. */
const legalForms = new Set(
  (
    "gmbh mbh gesellschaft haftungsbeschrankt ag kg kgaa ohg gbr ug se ek ev eg partg partgmbb inc incorporated ltd limited llc llp lp plc corp corporation " +
    "co company cie sa sas sasu sarl srl sl slu spa snc bv nv vof ab as oy oyj aps kk kft zrt doo dd sro spol pte pty"
  ).split(" "),
);
const fillers = new Set(["und", "u", "and", "et", "the", "die", "der", "das"]);

/** A company's name as it is compared: no legal form, no "and", no accents, and the form by itself. */
export function companyName(name: string): { key: string; form: string } {
  const words = fold(name.replaceAll(/(\p{L})\.\s?(?=\p{L}(?:\.|\s|$))/gu, "$1").replaceAll("/", "")); // e. K., a/s, S.p.A.
  const kept = words.filter((word, index) => !fillers.has(word) && (index === 0 || !legalForms.has(word)));
  const form = words.filter((word, index) => index > 0 && legalForms.has(word)).sort();
  return { key: (kept.length > 0 ? kept : words).join(" "), form: form.join(" ") };
}

/** How alike two companies' names are, 0 to 1, legal forms aside. */
export function companyLikeness(a: string, b: string): number {
  const [one, other] = [companyName(a).key, companyName(b).key];
  if (one === "" || other === "") return 0;
  if (one === other) return 1;
  if (numbersOf(one) !== numbersOf(other)) return Math.min(0.4, similarity(one, other)); // branch 12 is not branch 13
  if (one.replaceAll(" ", "") === other.replaceAll(" ", "")) return 0.95;
  return (similarity(one, other) + weakestWord(one, other)) / 2;
}

function weakestWord(a: string, b: string): number {
  const [one, other] = [a.split(" "), b.split(" ")];
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const weakest = Math.min(...short.map((word) => Math.max(...long.map((candidate) => wordLikeness(word, candidate)))));
  return short.length === long.length ? weakest : weakest * 0.7;
}

function numbersOf(key: string): string {
  return (key.match(/\d+/g) ?? []).join(" ");
}
