import type { Format } from "#web/lib/format.ts";

/** Nobody knows a chance to the point; near the ends a zero or a hundred would be a promise. */
export function chanceText(chance: number, format: Format): string {
  if (chance < 0.01) return `< ${format.percent(0.01)}`;
  return chance > 0.99 ? `> ${format.percent(0.99)}` : format.percent(chance);
}
