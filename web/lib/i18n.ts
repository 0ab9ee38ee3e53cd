import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

const stored = "sluice.language";
const files = import.meta.glob<{ default: ResourceKey }>("../locales/*/*.json");

/** Loads a namespace of a language when a page first needs it. */
const lazyFiles: BackendModule = {
  type: "backend",
  callbackApi: true,
  init: () => {},
  read: (language, namespace, callback) => {
    const load = files[`../locales/${language}/${namespace}.json`];
    if (!load) return callback(new Error(`No texts: ${language}/${namespace}`), false);
    load().then(
      (file) => callback(null, file.default),
      (error: Error) => callback(error, false),
    );
  },
};

export function firstLanguage(): Language {
  const chosen = readStored();
  if (chosen) return chosen;
  return navigator.languages.some((language) => language.toLowerCase().startsWith("de")) &&
    !navigator.languages[0]?.toLowerCase().startsWith("en")
    ? "de"
    : "en";
}

function readStored(): Language | undefined {
  try {
    return languages.find((language) => language === localStorage.getItem(stored));
  } catch {
    return undefined;
  }
}

export async function startI18n(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(lazyFiles)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      supportedLngs: [...languages],
      fallbackLng: false,
      ns: ["common", "errors"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}

/** Each person's own choice, remembered in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(stored, language);
  } catch {
    // a browser that keeps nothing still shows the language now
  }
  await i18next.changeLanguage(language);
}
