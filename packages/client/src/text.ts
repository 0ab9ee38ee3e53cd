/** A text as Sluice takes it: cut to 200 characters; undefined when there is none. */
export function textOf(value: unknown, max = 200): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).trim().slice(0, max).toWellFormed();
  return text === "" ? undefined : text;
}

/** The object without what is undefined; undefined when nothing is left. */
export function defined<T extends object>(object: T): T | undefined {
  const known = Object.entries(object).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as T);
}
