import type { Traits } from "#ledger/fact.ts";
import { textOf } from "#people/reach.ts";
import type { Json } from "./json.ts";

/** The first of these parts of a body that has a first or last name. */
export function nameOf(...parts: Json[]): Pick<Traits, "name"> {
  for (const part of parts) {
    const name = textOf([textOf(part["first_name"], 100), textOf(part["last_name"], 100)].filter(Boolean).join(" "), 200);
    if (name) return { name };
  }
  return {};
}

export function placeOf(cityText: unknown, countryText: unknown, companyText: unknown): Omit<Traits, "name"> {
  const city = textOf(cityText, 100);
  const country = textOf(countryText, 100);
  const company = textOf(companyText, 200);
  return { ...(city && { city }), ...(country && { country }), ...(company && { company }) };
}
