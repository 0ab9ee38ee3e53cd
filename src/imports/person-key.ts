import type { PersonItem } from "./items.ts";

/** The strongest word by which a person in a file is known again, for putting rows of one person together; empty for nobody. */
export function personKey({ externalId, email, phone, traits }: PersonItem): string {
  return externalId ?? email ?? phone ?? (traits?.name ? nameKey(traits.name, traits.company) : "");
}

/** A person of whom a file knows no more than name and company: the same two are the same person. */
export function nameKey(name: string, company: string | undefined): string {
  return `${name}|${company ?? ""}`.toLowerCase();
}
