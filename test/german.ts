import { createInstance, type i18n } from "i18next";

/** Words of one namespace in German, as a page has them. */
export async function germanOf(namespace: string, words: object): Promise<i18n> {
  const german = createInstance();
  await german.init({
    lng: "de",
    ns: [namespace],
    defaultNS: namespace,
    resources: { de: { [namespace]: words } },
    interpolation: { escapeValue: false },
  });
  return german;
}
