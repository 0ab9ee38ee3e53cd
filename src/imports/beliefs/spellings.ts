import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import type { Belief, Kind } from "../contract.ts";
import type { Known } from "./believe.ts";
import { valuesOf } from "./profile.ts";

/** Names that are probably one, written in two ways: offered for a person to say so, never joined unasked. */
export async function spellingsOf(
  duck: Duck,
  known: readonly Known[],
  field: "product" | "company",
  part: "products" | "companies",
): Promise<Belief[]> {
  const list: Kind = part;
  const names = new Map<string, Name>();
  for (const { profile, found } of known) {
    const columns = found.fields.flatMap((each, index) => (each === field || (found.kind === list && each === "name") ? [index] : []));
    for (const column of columns) {
      for (const { value, count } of await valuesOf(duck, profile.fileId, column, limits.importDistinct)) {
        const name = names.get(value) ?? { value, count: 0, listed: false, bare: bareOf(value, field) };
        name.count += found.kind === list ? 0 : count;
        name.listed ||= found.kind === list;
        names.set(value, name);
      }
    }
  }
  const beliefs: Belief[] = [];
  for (const [other, kept] of pairsOf([...names.values()])) {
    const code = other.bare === kept.bare ? `${field}_spelling` : `${field}_typing`;
    beliefs.push({
      about: `${part}.${other.value}`,
      strength: "offer",
      code,
      details: { name: other.value, count: other.count, kept: kept.value, keptCount: kept.count },
      value: kept.value,
    });
  }
  return beliefs;
}

type Name = { value: string; count: number; listed: boolean; bare: string };

/** Each odd spelling with the name it probably is: the one in the list, else the one that is used more. */
function pairsOf(names: readonly Name[]): [Name, Name][] {
  const ranked = names.toSorted((a, b) => Number(b.listed) - Number(a.listed) || b.count - a.count || a.value.localeCompare(b.value));
  const pairs: [Name, Name][] = [];
  const byBare = new Map<string, Name>();
  for (const name of ranked) {
    const kept = byBare.get(name.bare);
    if (kept && name.bare !== "") pairs.push([name, kept]);
    else byBare.set(name.bare, name);
  }
  const kept = [...byBare.values()];
  for (const [index, name] of kept.entries()) {
    if (name.listed) continue;
    const near = kept.slice(0, index).find((other) => isSlip(name, other));
    if (near) pairs.push([name, near]);
  }
  return pairs;
}

const legal =
  /\b(gmbh|ag|kg|ohg|ug|gbr|mbh|co|kgaa|e\.?k|inc|llc|ltd|limited|corp|corporation|company|plc|s\.?a|s\.?r\.?l|b\.?v|n\.?v|oy|ab|as)\b\.?/g;

/** Without case, spaces and punctuation, and companies without their legal form. */
function bareOf(name: string, field: "product" | "company"): string {
  const lower = name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const short = field === "company" ? lower.replace(legal, "") : lower;
  const bare = short.replace(/[^\p{L}\p{N}]/gu, "");
  return bare === "" ? lower : bare;
}

/** One letter wrong, missing, doubled or exchanged in a long name without other figures, and rare beside the one it resembles. */
function isSlip(name: Name, other: Name): boolean {
  const [a, b] = [name.bare, other.bare];
  if (Math.min(a.length, b.length) < 7 || Math.abs(a.length - b.length) > 1) return false;
  if (a.replace(/\D/g, "") !== b.replace(/\D/g, "")) return false;
  if (!other.listed && name.count * 5 > other.count) return false;
  return isOneEdit(a, b);
}

function isOneEdit(a: string, b: string): boolean {
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [left, right] = [a.slice(from, endA), b.slice(from, endB)];
  if (left.length <= 1 && right.length <= 1) return from > 0 || left.length !== right.length;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
