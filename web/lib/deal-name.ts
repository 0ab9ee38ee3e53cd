import { useTranslation } from "react-i18next";

type Named = { name: string | null; contact?: { name: string | null; email: string | null; city: string | null } | null };

/** What a deal is called: its own name, else the person's, else their e-mail, else "Visitor from Hamburg". */
export function useDealName(): (deal: Named) => string {
  const { t } = useTranslation("deals");
  return ({ name, contact }) =>
    name ?? contact?.name ?? contact?.email ?? (contact?.city ? t("visitorFrom", { city: contact.city }) : t("visitor"));
}

/** "Jana Petersen" → "JP". */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s.@_-]+/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!].map((word) => [...word][0]!) : [...(words[0] ?? "")].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}
