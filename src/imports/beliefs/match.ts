import type { Duck } from "#base/duck.ts";
import type { Belief, Field, MatchKey } from "../contract.ts";
import type { Known } from "./believe.ts";

/** How rows are known again when the file comes a second time: by the best id it has. Sets `plan.match`. */
export async function matchOf(duck: Duck, { at, profile, found, plan }: Known): Promise<Belief[]> {
  const { kind, fields } = found;
  if (kind === "none" || kind === "events" || kind === "team") return [];
  const column = (...names: Field[]) => {
    const index = fields.findIndex((field) => field !== null && names.includes(field));
    return index === -1 ? undefined : profile.columns[index]!;
  };
  const is = (match: MatchKey, code: string, by: { header: string; filled: number; distinct: number } | undefined): Belief[] => {
    plan.match = match;
    const details: Belief["details"] = { rows: profile.rows };
    if (by) Object.assign(details, { header: by.header, filled: by.filled, distinct: Math.min(by.distinct, by.filled) });
    return [{ about: `${at}.match`, strength: match === "row" ? "likely" : "sure", code, details }];
  };
  if (kind === "orders") {
    const id = column("orderId") ?? column("number");
    return id ? is("externalId", "match_order", id) : is("row", "match_row", undefined);
  }
  const id = column("externalId");
  if (id && id.filled >= profile.rows * 0.99) {
    const distinct = await distinctIn(duck, profile.fileId, fields.indexOf("externalId"));
    if (distinct >= id.filled * 0.95) return is("externalId", "match_id", { ...id, distinct });
  }
  const email = kind === "deals" ? undefined : column("email");
  if (email && email.filled >= profile.rows * 0.5) return is("email", "match_email", email);
  const phone = kind === "deals" ? undefined : column("phone");
  if (phone && phone.filled >= profile.rows * 0.5) return is("phone", "match_phone", phone);
  const name = column("name", "lastName");
  if (name && kind !== "activities") return is("nameCompany", "match_name", name);
  return is("row", "match_row", undefined);
}

/** Exactly: the profile's own number is within a few in a hundred. */
async function distinctIn(duck: Duck, fileId: string, column: number): Promise<number> {
  const [row] = await duck.rows<{ distinct: number }>(
    `select count(distinct trim(c${column})) as distinct from file_${fileId} where trim(c${column}) <> ''`,
  );
  return row!.distinct;
}
