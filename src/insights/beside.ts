import { rmSync } from "node:fs";
import type { Duck } from "#base/duck.ts";

/** A database beside the projection, as the one that its connection asks; `home` is the projection's name. Closing throws it away and gives the connection back. */
export type Beside = { home: string; close(): Promise<void> };

/** Opens a database of its own on a lent connection, in a file or in memory, and has it filled; the connection goes back also where that fails. */
export async function openBeside(
  duck: Duck & { close(): void },
  name: string,
  file: string | undefined,
  fill: (home: string) => Promise<void>,
): Promise<Beside> {
  const remove = () => {
    if (file !== undefined) for (const part of ["", ".wal"]) rmSync(file + part, { force: true });
  };
  let home: string | undefined;
  const close = async () => {
    try {
      if (home !== undefined) await duck.run(`use "${home}"`);
      await duck.run(`detach database if exists ${name}`);
    } finally {
      duck.close();
      remove();
    }
  };
  try {
    home = (await duck.rows<{ name: string }>("select current_database() as name"))[0]!.name;
    remove(); // one that an end without warning left
    await duck.run(`attach '${(file ?? ":memory:").replaceAll("'", "''")}' as ${name}`);
    await duck.run(`use ${name}`);
    await fill(home);
    return { home, close };
  } catch (error) {
    await close().catch(() => {}); // what failed first is told
    throw error;
  }
}
