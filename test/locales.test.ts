import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { messages } from "#server/messages.ts";

const web = path.join(import.meta.dirname, "../web");
const folder = path.join(web, "locales");
const namespaces = readdirSync(path.join(folder, "en")).map((file) => file.replace(".json", ""));

/** Words that are the same in both languages. */
const same = new Set([
  "API-Version",
  "Browser",
  "Chance",
  "CSV",
  "Code",
  "Deals",
  "Demo",
  "Domains",
  "E-Mail",
  "Excel",
  "HTTP",
  "Host",
  "Import",
  "Median",
  "JSON Lines",
  "Medium",
  "Board",
  "Filter",
  "Filter · {{number}}",
  "+ Filter",
  "Esc",
  "Deal",
  "Person",
  "Lead",
  "Leads",
  "Name",
  "Node",
  "Online-Shop",
  "Pipeline",
  "Pipelines",
  "Segment",
  "Shop",
  "Shopify",
  "Shopware",
  "Vendure",
  "Medusa",
  "Sluice",
  "Status",
  "Team",
  "Text",
  "Version {{version}}",
  "WooCommerce",
  "URL",
  "Website",
  "{{shop}}",
  "Insights",
  "{{number}} MB",
  "Excel (XLSX)",
]);

function textsOf(language: string, namespace: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (value: unknown, at: string) => {
    if (typeof value === "string") texts.set(at, value);
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, at ? `${at}.${key}` : key);
  };
  walk(JSON.parse(readFileSync(path.join(folder, language, `${namespace}.json`), "utf8")), "");
  return texts;
}
const slots = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).sort();

describe.each(namespaces)("the texts of %s", (namespace) => {
  const en = textsOf("en", namespace);
  const de = textsOf("de", namespace);

  test("have the same keys in both languages", () => {
    expect([...de.keys()].sort()).toEqual([...en.keys()].sort());
  });

  test("fill in the same values", () => {
    for (const [key, text] of en) expect(slots(de.get(key) ?? ""), key).toEqual(slots(text));
  });

  test("are translated", () => {
    const left = [...en].filter(
      ([key, text]) => /\p{L}{2}/u.test(text.replace(/\{\{.*?\}\}/g, "")) && de.get(key) === text && !same.has(text),
    );
    expect(left).toEqual([]);
  });

  test("are never empty and use no dashes between words", () => {
    for (const [key, text] of [...en, ...de]) {
      expect(text.trim(), key).not.toBe("");
      expect(text, key).not.toMatch(/\p{L}\s[–—]\s\p{L}/u);
    }
  });
});

test("every text that the code names exists", () => {
  const missing: string[] = [];
  for (const file of readdirSync(web, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !name.includes(".test."),
  )) {
    const code = readFileSync(path.join(web, file), "utf8");
    // each `const { t: word } = useTranslation("namespace")` names what `word("key")` reads until the next one
    const parts = code.split(/(?=const \{ t(?:: \w+)?(?:, i18n)? \} = useTranslation\()/);
    const known = new Map<string, Map<string, string>>();
    for (const part of parts) {
      const opened = /^const \{ t(?:: (\w+))?(?:, i18n)? \} = useTranslation\("([\w-]+)"\)/.exec(part);
      if (opened) known.set(opened[1] ?? "t", textsOf("en", opened[2]!));
      for (const [word, texts] of known) {
        for (const [, key] of part.matchAll(new RegExp(`(?<![\\w.])${word}\\("([\\w.-]+)"`, "g"))) {
          if (!texts.has(key!) && !texts.has(`${key}_other`)) missing.push(`${file}: ${key}`);
        }
      }
    }
  }
  expect(missing).toEqual([]);
});

test("no page shows the API's words on how a figure was worked out: they are English", () => {
  const shown = readdirSync(web, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && /\.method\b|\{[^{}:]*\bmethod\b[^{}:]*\} =/.test(readFileSync(path.join(web, name), "utf8")),
  );
  expect(shown).toEqual([]);
});

/** Codes that only programs meet: what a shop or a tracking client sends, which the source's log words. */
const forPrograms = new Set([
  "wrong_write_key",
  "wrong_signature",
  "stale_timestamp",
  "shop_missing",
  "other_shop_connected",
  "facts_missing",
  "too_many_wrong_keys",
  "post_only",
  "event_too_large",
  "too_many_events",
  "broken_encoding",
  "not_an_object",
  "too_deep",
  "batch_missing",
  "unknown_type",
  "event_name_missing",
  "nobody_named",
  "order_id_missing",
  "bad_time",
  "time_out_of_range",
]);

test("every refusal a person may meet is worded", () => {
  const worded = textsOf("en", "errors");
  expect(Object.keys(messages).filter((code) => !worded.has(code) && !forPrograms.has(code))).toEqual([]);
});
