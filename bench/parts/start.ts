import { existsSync, readdirSync, readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { figure, type Figure } from "../figure.ts";
import { startSluice, treeMemoryMb } from "../sluice.ts";

const webDir = path.resolve(import.meta.dirname, "../../dist/web");

/** Starting in an empty folder and again, what an idle house holds, and how much script the first screen loads. */
export async function start(): Promise<Figure[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-start-"));
  const first = await startSluice(dataDir);
  await first.stop();
  const later = await startSluice(dataDir);
  await sleep(8_000);
  const idleMb = treeMemoryMb(later.pid);
  await later.stop();
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(`${dataDir}.log`, { force: true });
  const figures = [
    figure("first start", first.startedInMs / 1000, { under: 10 }, "s"),
    figure("later start", later.startedInMs / 1000, { under: 3 }, "s"),
    figure("idle Node and PostgreSQL", idleMb, { under: 400 }, "MB"),
  ];
  if (!existsSync(path.join(webDir, "index.html"))) return figures;
  return [...figures, figure("script of the first screen, gzip", firstScreenKb(), { under: 300 }, "KB")];
}

/** The entry, what the page preloads, and what these import at once; not what they load on demand. */
function firstScreenKb(): number {
  const page = readFileSync(path.join(webDir, "index.html"), "utf8");
  const queue = [...page.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map((match) => match[1]!);
  const seen = new Set<string>();
  let bytes = 0;
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const text = readFileSync(path.join(webDir, name), "utf8");
    bytes += gzipSync(text).length;
    for (const [, imported] of text.matchAll(/(?:^|[;\n}])import(?:[^"'();]*from)?["'](\.\/[^"']+\.js)["']/g))
      queue.push(path.posix.join(path.posix.dirname(name), imported!));
  }
  if (readdirSync(webDir).length === 0 || bytes === 0) throw new Error("no script found in the built web app");
  return bytes / 1024;
}
