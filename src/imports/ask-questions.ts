import type { Belief, Plan } from "./contract.ts";

/** Paths of the plan that only a person can answer: what is asked and not answered yet, and columns whose dates or amounts have two readings. */
export function askQuestions({ plan, beliefs }: { plan: Plan | null; beliefs: readonly Belief[] }): string[] {
  if (!plan) return [];
  return beliefs.flatMap(({ about, strength }) => (strength === "ask" && isOpen(plan, about) ? [about] : []));
}

/** Nothing stands at the path, and what it belongs to is used. */
function isOpen(plan: Plan, about: string): boolean {
  let value: unknown = plan;
  const keys = about.split(".");
  for (const [index, key] of keys.entries()) {
    // Words of a file may hold dots themselves.
    const name = value !== null && typeof value === "object" && !(key in value) ? keys.slice(index).join(".") : key;
    if (isLeftOut(value)) return false;
    value = (value as Record<string, unknown> | null | undefined)?.[name];
    if (name !== key) break;
  }
  return value === null || value === undefined;
}

function isLeftOut(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return ("field" in value && value.field === null) || ("kind" in value && value.kind === "none");
}
