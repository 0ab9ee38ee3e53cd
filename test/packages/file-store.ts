import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Store } from "../../packages/client/src/outbox.ts";

type Row = { id: string; topic: string; subject: string; facts: string | null; dueAt: number; problem: string | null };

/** A shop's database that is one file: what was written is there after the process was killed, whenever that was. */
export function fileStore(path: string): Store & { add(topic: string, subject: string): void; rows(): Row[] } {
  const read = (): { next: number; rows: Row[] } => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { next: 1, rows: [] });
  const write = (change: (data: { next: number; rows: Row[] }) => void): void => {
    const data = read();
    change(data);
    writeFileSync(`${path}.new`, JSON.stringify(data));
    renameSync(`${path}.new`, path);
  };
  const each = (ids: readonly string[], change: Partial<Row>) =>
    write((data) => (data.rows = data.rows.map((row) => (ids.includes(row.id) ? { ...row, ...change } : row))));
  const drop = (ids: readonly string[]) => write((data) => (data.rows = data.rows.filter(({ id }) => !ids.includes(id))));
  return {
    add: (topic, subject) =>
      write((data) => data.rows.push({ id: String(data.next++), topic, subject, facts: null, dueAt: 0, problem: null })),
    rows: () => read().rows,
    unread: async (limit, nowMs) =>
      read()
        .rows.filter(({ facts, dueAt }) => facts === null && dueAt <= nowMs)
        .slice(0, limit),
    fill: async (id, facts) => (facts.length === 0 ? drop([id]) : each([id], { facts: JSON.stringify(facts) })),
    due: async (limit, nowMs) =>
      read()
        .rows.filter(({ facts, dueAt }) => facts !== null && dueAt <= nowMs)
        .slice(0, limit)
        .map(({ id, facts }) => ({ id, facts: JSON.parse(facts!) })),
    done: async (ids) => drop(ids),
    defer: async (id, untilMs, problem) => each([id], { dueAt: untilMs, problem }),
  };
}
