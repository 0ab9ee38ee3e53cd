/** What the browser lets us guess, so that most people only confirm it. */
export function guessTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "Europe/Berlin";
}

const currencyOfZone: [RegExp, string][] = [
  [/^Europe\/London$/, "GBP"],
  [/^Europe\/(Zurich|Vaduz)$/, "CHF"],
  [/^Europe\/Stockholm$/, "SEK"],
  [/^Europe\/Oslo$/, "NOK"],
  [/^Europe\/Copenhagen$/, "DKK"],
  [/^Europe\/Warsaw$/, "PLN"],
  [/^Europe\/Prague$/, "CZK"],
  [/^Europe\/Budapest$/, "HUF"],
  [/^Europe\/Bucharest$/, "RON"],
  [/^(Europe|Asia)\/(Istanbul)$/, "TRY"],
  [/^America\/(Toronto|Vancouver|Edmonton|Winnipeg|Halifax|Regina|Montreal)/, "CAD"],
  [/^America\/(Mexico_City|Monterrey|Tijuana)/, "MXN"],
  [/^America\/(Sao_Paulo|Bahia|Fortaleza|Recife|Manaus)/, "BRL"],
  [/^America\/|^US\//, "USD"],
  [/^Australia\//, "AUD"],
  [/^Pacific\/Auckland$/, "NZD"],
  [/^Asia\/Tokyo$/, "JPY"],
  [/^Asia\/(Kolkata|Calcutta)$/, "INR"],
  [/^Asia\/Singapore$/, "SGD"],
];

export function guessCurrency(timeZone = guessTimeZone()): string {
  return currencyOfZone.find(([zone]) => zone.test(timeZone))?.[1] ?? "EUR";
}
