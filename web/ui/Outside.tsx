import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, languages } from "#web/lib/i18n.ts";
import { Chip } from "./Chip.tsx";
import classes from "./Outside.module.css";

/** The frame of pages that stand outside a workspace: the name, the language, one column. */
export function Outside({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  const { t, i18n } = useTranslation("common");
  return (
    <div className={classes.outside}>
      <header className={classes.top}>
        <span className={classes.name}>
          <Mark /> {t("appName")}
        </span>
        <div className={classes.languages} role="group" aria-label={t("person.language")}>
          {languages.map((language) => (
            <Chip
              key={language}
              lang={language}
              on={i18n.language === language}
              aria-pressed={i18n.language === language}
              onClick={() => void chooseLanguage(language)}
            >
              {language === "de" ? "Deutsch" : "English"}
            </Chip>
          ))}
        </div>
      </header>
      <main className={wide ? classes.wide : classes.column}>{children}</main>
    </div>
  );
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden>
      <path d="M2 8h11c2 0 2 4 3 4s1-4 3-4h11v16H19c-2 0-2-4-3-4s-1 4-3 4H2z" fill="var(--teal-soft)" stroke="var(--teal-mid)" />
      <path d="M16 4v24" stroke="var(--teal)" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  );
}
