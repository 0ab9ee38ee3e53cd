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
