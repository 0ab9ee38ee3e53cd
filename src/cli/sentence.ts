import type { Refusal } from "#base/refusal.ts";

/** A refusal in words, as the server would have told it. */
export function sentence(messages: Record<string, readonly [string, string]>, { code, details }: Refusal): string {
  const more = Object.keys(details).length > 0 ? ` ${JSON.stringify(details)}` : "";
  return `${messages[code]?.[1] ?? code} (${code})${more}`;
}
