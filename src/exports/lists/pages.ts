import { sql, type RawBuilder } from "kysely";
import { limits } from "#base/limits.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import type { ListName } from "./columns.ts";

/**
 * The rows of a statement a page at a time, all from one snapshot, through a cursor: no more than two pages are ever held. The transaction
 * lasts until the last page was taken or the reader has gone away.
 */
export async function* pagesOf<Row>(
  db: Database,
  workspaceId: string,
  name: ListName,
  statementOf: (tx: Tx) => Promise<RawBuilder<Row>>,
): AsyncGenerator<Row[]> {
  const cursor = sql.raw(`list_${name}`); // one name a list: statements are prepared by their text, and a prepared one keeps its columns
  const { readable, writable } = new TransformStream<Row[], Row[]>();
  const writer = writable.getWriter();
  const done = db
    .inWorkspace(workspaceId, async (tx) => {
      const statement = await statementOf(tx);
      await tx.query(sql`set local cursor_tuple_fraction = 1`);
      await tx.query(sql`declare ${cursor} no scroll cursor for ${statement}`);
      for (;;) {
        const rows = await tx.query<Row>(sql`fetch ${sql.raw(String(limits.listPageRows))} from ${cursor}`);
        if (rows.length === 0) break;
        await writer.write(rows);
      }
      await writer.close();
    })
    .catch((error: unknown) => writer.abort(error));
  try {
    for await (const page of readable) yield page;
  } finally {
    await done.catch(() => {}); // the reader has gone, or has been told by the stream
  }
}
