import { Readable } from "node:stream";
import type { Context } from "hono";
import { dayOf, now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import { inTransaction, type House } from "#workspaces/http.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import type { ListManner } from "../contract.ts";
import type { List, Manner } from "./columns.ts";
import { csvOf } from "./csv.ts";
import { wordOf } from "./words.ts";
import { xlsxOf } from "./xlsx.ts";

const types = { csv: "text/csv; charset=utf-8", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
let running = 0;

/** Answers a list as a file while it is being read. What is wrong with the question is refused before the first byte. */
export async function answerList<Row>(
  c: Context<House>,
  { format, language }: ListManner,
  listOf: (manner: Manner) => List<Row>,
): Promise<Response> {
  const workspace = await inTransaction(c, getWorkspace);
  const manner: Manner = { language: language ?? workspace.language, timeZone: workspace.timeZone };
  if (running >= limits.listsAtOnce) throw refuse("too_many", "too_many_exports", { limit: limits.listsAtOnce, retryAfter: 10 });
  running += 1;
  const list = listOf(manner);
  const pages = list.pages[Symbol.asyncIterator]();
  const release = () => {
    running -= 1;
    void pages.return?.();
  };
  try {
    const first = await pages.next();
    const whole = { ...list, pages: behind(first, pages) };
    const body =
      format === "csv" ? Readable.from(csvOf(whole, manner), { objectMode: false }) : Readable.fromWeb(xlsxOf(whole, manner) as never);
    body.once("close", release); // at its end, or when the reader has gone
    return c.body(Readable.toWeb(body) as ReadableStream, 200, {
      "content-type": types[format],
      "content-disposition": `attachment; filename="${wordOf(`${list.name}File`, manner.language)}-${dayOf(now(), manner.timeZone)}.${format}"`,
      "cache-control": "no-store",
    });
  } catch (error) {
    release();
    throw error;
  }
}

/** All pages, of which the first was taken to see whether the question can be answered. */
async function* behind<Page>(first: IteratorResult<Page>, pages: AsyncIterator<Page>): AsyncGenerator<Page> {
  for (let next = first; !next.done; next = await pages.next()) yield next.value;
}
