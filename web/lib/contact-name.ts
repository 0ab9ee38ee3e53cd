import { useTranslation } from "react-i18next";

type Person = { name: string | null; email?: string | null; phone?: string | null; city?: string | null };

/** What a contact is called: name, else e-mail, else phone, else "Visitor from Kiel". */
export function useContactName(): (contact: Person) => string {
  const { t } = useTranslation("common");
  return ({ name, email, phone, city }) => name ?? email ?? phone ?? (city ? t("visitorFrom", { city }) : t("visitor"));
}
