import type { Field, Kind } from "../contract.ts";

/** The export of a program, by the headers that only it has. Words are normalised (`header.ts`). */
export type KnownExport = {
  knownAs: string;
  vendor: "hubspot" | "pipedrive" | "salesforce" | "shopify" | "woocommerce";
  kind: Exclude<Kind, "events" | "none">;
  /** Of each group one must be there. */
  needs: string[][];
  columns: Partial<Record<Field, string[]>>;
  leftOut?: string[];
};

const exports: KnownExport[] = [];

export function knownExport(headers: readonly string[]): KnownExport | undefined {
  const present = new Set(headers);
  return exports.find(({ needs }) => needs.every((group) => group.some((word) => present.has(word))));
}
