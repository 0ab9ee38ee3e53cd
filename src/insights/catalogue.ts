import { metricNames, type Catalogue } from "./contract.ts";
import { metrics } from "./metrics.ts";

/** The catalogue of metrics in one language: what page, API, command line and glossary say of them. */
export function catalogueIn(language: "en" | "de"): Catalogue {
  return {
    metrics: metricNames.map((name) => {
      const { unit, better, method, gate, words } = metrics[name];
      return { name, ...words[language], unit, better, method, gate };
    }),
  };
}

/** The part of docs/glossary.md about figures, between its two marks. */
export function glossaryPart(): string {
  const rows = catalogueIn("en").metrics.map(
    ({ title, meaning, formula, unit }) => `| ${title.toLowerCase()} | ${unit} | ${meaning} ${formula} |`,
  );
  return ["| figure | unit | what it means, and how it is worked out |", "|---|---|---|", ...rows].join("\n");
}
