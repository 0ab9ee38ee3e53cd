import type { Database } from "#base/postgres/database.ts";

/**
 * Runs `work` unless another process is at this source. PostgreSQL holds the lock for the connection, so a process that was killed holds it no
 * more; a connection that breaks meanwhile does no harm, because every step looks whether it still stands where it was.
 */
export async function withSourceLock(db: Database, sourceId: string, work: () => Promise<void>): Promise<void> {
  const client = await db.pool.connect();
  let broken = false;
  const onError = () => (broken = true);
  client.on("error", onError);
  const name = `past ${sourceId}`;
  try {
    const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock(hashtextextended($1, 0)) as held", [name]);
    if (!rows[0]!.held) return;
    try {
      await work();
    } finally {
      await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [name]).catch(() => (broken = true));
    }
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}
