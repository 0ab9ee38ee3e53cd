/** Whether an error says that the database is away or restarting, so that the same work may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined && (code.startsWith("08") || code.startsWith("57P") || code.startsWith("53"))) return true;
  if (code === "ECONNREFUSED" || code === "ENOENT" || code === "ECONNRESET" || code === "EPIPE") return true;
  return /connection terminated|timeout exceeded when trying to connect|not queryable|Cannot use a pool after/i.test(message ?? "");
}

/** Whether PostgreSQL rolled a transaction back because of others, and asks to try again. */
export function isConflict(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === "40001" || code === "40P01";
}
