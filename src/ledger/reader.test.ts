import { sql } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { createLog } from "#base/log.ts";
import { useDatabase } from "#test/database.ts";
import { append } from "./append.ts";
import { createReader, wholeRows, type Reader, type ReaderOptions } from "./reader.ts";
import type { LedgerRow } from "./row.ts";

const silent = createLog("silent");

describe("a reader of the ledger", () => {
  const store = useDatabase();
  const readers: Reader[] = [];
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.stop()));
  });

  async function buildWorkspace(): Promise<string> {
    const id = newId();
    await store.db.inSystem((tx) =>
      tx.query(
        sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${id}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'de')`,
      ),
    );
    return id;
  }

  function write(workspaceId: string, numbers: readonly number[]): Promise<number> {
    return store.db.inWorkspace(workspaceId, (tx) =>
      append(
        tx,
        numbers.map((n) => ({ type: "custom", at: 0, cause: "shop", data: { n } })),
      ),
    );
  }

  /** A reader that remembers what it took, as one whose cursor commits with its effect. */
  function follow(options: Partial<ReaderOptions<LedgerRow>> = {}) {
    const seen = new Map<string, number[]>();
    const cursors = new Map<string, number>();
    const chunks = new Map<string, number[]>();
    const reader = createReader({
      name: "test",
      db: store.db,
      log: silent,
      idleMs: 60_000,
      retryMs: 20,
      fetch: wholeRows,
      load: async (id) => cursors.get(id) ?? 0,
      read: async (id, { rows, seq }) => {
        if (rows.some((row) => broken.has(row.data["n"] as number))) throw new Error("cannot read this");
        chunks.set(id, [...(chunks.get(id) ?? []), rows.length]);
        seen.set(id, [...(seen.get(id) ?? []), ...rows.map((row) => row.data["n"] as number)]);
        cursors.set(id, seq);
      },
      ...options,
    });
    readers.push(reader);
    return { reader, seen, cursors, chunks };
  }
  const broken = new Set<number>();

  it("takes each workspace's rows once and in order, those before the start and those after it", async () => {
    const [one, two] = [await buildWorkspace(), await buildWorkspace()];
    await write(one, [1, 2, 3]);
    const { reader, seen } = follow();
    reader.start();
    await reader.settle();
    await Promise.all([write(one, [4]), write(two, [10, 11])]);
    await write(one, [5, 6]);
    await reader.settle();
    expect(seen.get(one)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen.get(two)).toEqual([10, 11]);
    expect(await reader.lag()).toBe(0);
  });

  it("is woken by a commit, without waiting for its timer", async () => {
    const id = await buildWorkspace();
    const { reader, seen } = follow();
    reader.start();
    await reader.settle();
    await write(id, [1]);
    await expect.poll(() => seen.get(id), { timeout: 2_000, interval: 5 }).toEqual([1]);
  });

  it("goes on from the saved cursor", async () => {
    const id = await buildWorkspace();
    await write(id, [1, 2, 3]);
    const { reader, seen, cursors } = follow();
    cursors.set(id, 2);
    reader.start();
    await reader.settle();
    expect(seen.get(id)).toEqual([3]);
  });

  it("stops before a row that throws, says which, lets other workspaces pass, and goes on after the mend", async () => {
    const [bad, good] = [await buildWorkspace(), await buildWorkspace()];
    broken.add(7);
    await write(bad, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await write(good, [1]);
    const { reader, seen, cursors } = follow();
    reader.start();
    await expect.poll(() => reader.error(), { timeout: 5_000, interval: 5 }).toContain("cannot read this");
    await expect.poll(() => seen.get(good)).toEqual([1]);
    expect(reader.standstill()).toEqual({ message: "cannot read this", workspaceId: bad, seq: 7 });
    expect(seen.get(bad)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(cursors.get(bad)).toBe(6);
    expect(await reader.lag()).toBe(3);
    await expect(reader.settle()).rejects.toThrow("row 7");

    await write(bad, [10]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen.get(bad)).toHaveLength(6); // never skips

    broken.clear();
    await expect.poll(() => seen.get(bad), { timeout: 5_000 }).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(reader.error()).toBeUndefined();
  });

  it("forgets a workspace that is gone", async () => {
    const id = await buildWorkspace();
    const gone: string[] = [];
    const { reader } = follow({ forget: async (workspaceId) => void gone.push(workspaceId), idleMs: 20 });
    reader.start();
    await write(id, [1]);
    await reader.settle();
    await store.db.inSystem((tx) => tx.query(sql`delete from workspace where id = ${id}`));
    await expect.poll(() => gone).toEqual([id]);
  });

  it("takes no more rows at a time than the house allows", async () => {
    const id = await buildWorkspace();
    await write(
      id,
      Array.from({ length: 5_001 }, (_, n) => n),
    );
    const { reader, chunks, seen } = follow();
    reader.start();
    await reader.settle();
    expect(chunks.get(id)).toEqual([5_000, 1]);
    expect(seen.get(id)).toHaveLength(5_001);
  });

  it("lets a steady trickle gather while it rests, and takes all of it", async () => {
    const id = await buildWorkspace();
    const { reader, seen, chunks } = follow({
      rest: 10,
      read: async (workspaceId, { rows }) => {
        if (workspaceId !== id) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
        chunks.set(id, [...(chunks.get(id) ?? []), rows.length]);
        seen.set(id, [...(seen.get(id) ?? []), ...rows.map((row) => row.data["n"] as number)]);
      },
    });
    reader.start();
    for (let n = 0; n < 20; n += 1) await write(id, [n]);
    await reader.settle();
    expect(seen.get(id)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(chunks.get(id)!.length).toBeLessThan(10);
  });
});
