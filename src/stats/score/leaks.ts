/** A field of past cases: how often it was filled in among those decided, and how many of these were filled in only after the decision. */
export type Filled = { field: string; filled: number; after: number };

/** Fields that must not train a score: at least ten values, and most of them written at or after the outcome they would foretell. */
export function leakingFields(fields: readonly Filled[], most = 0.5): string[] {
  return fields.filter(({ filled, after }) => filled >= 10 && after / filled > most).map(({ field }) => field);
}
