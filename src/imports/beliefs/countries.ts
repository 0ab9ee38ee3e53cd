import { normalised } from "./header.ts";

/** Two letters each, as ISO has them; their names come from the runtime. */
const codes =
  "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KM KN KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PT PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SV SY SZ TD TG TH TJ TM TN TO TR TT TW TZ UA UG US UY UZ VC VE VN YE ZA ZM ZW";

const known = new Set<string>(codes.split(" "));
for (const language of ["en", "de"]) {
  const names = new Intl.DisplayNames(language, { type: "region" });
  for (const code of codes.split(" ")) known.add(normalised(names.of(code)!));
}
for (const other of [
  "usa",
  "uk",
  "great britain",
  "grossbritannien",
  "england",
  "eire",
  "deutschland brd",
  "holland",
  "united states of america",
  "korea",
])
  known.add(other);

export function isCountry(text: string): boolean {
  return known.has(text.trim()) || (text.length > 2 && known.has(normalised(text)));
}
