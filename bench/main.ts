import { parseArgs } from "node:util";
import { figure, tableOf, type Figure } from "./figure.ts";
import type { Part } from "./part.ts";
import { board } from "./parts/board.ts";
import { bringIn } from "./parts/import.ts";
import { flat } from "./parts/flat.ts";
import { insight } from "./parts/insight.ts";
import { insights } from "./parts/insights.ts";
import { intake } from "./parts/intake.ts";
import { out } from "./parts/out.ts";
import { pipeline } from "./parts/pipeline.ts";
import { rebuild } from "./parts/rebuild.ts";
import { reports } from "./parts/reports.ts";
import { start } from "./parts/start.ts";
import { fullSize, machine, prepare, quickSize } from "./prepare.ts";
import { peakMemoryMb, startSluice } from "./sluice.ts";

/** Parts that work without the filled house. */
const ownHouse: Record<string, (quick: boolean) => Promise<Figure[]>> = {
  import: (quick) => bringIn(quick ? 50_000 : 1_000_000),
  insight,
  reports,
  start,
};
const parts: Record<string, Part> = { board, insights, intake, pipeline, memory: flat, out, rebuild };
const names = [...Object.keys(parts), ...Object.keys(ownHouse)];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !names.includes(name));
if (values.help || unknown.length > 0) {
  console.error(`npm run bench -- [--quick] [${names.join("|")}]…\nWithout names all parts run. The filled house is kept in .cache/bench.`);
  process.exit(values.help ? 0 : 1);
}

const chosen = positionals.length > 0 ? positionals : names;
const size = values.quick ? quickSize : fullSize;
const figures: Figure[] = [];
let peakMb = 0;
const seed = Date.now().toString(36);
const needsHouse = chosen.some((name) => Object.hasOwn(parts, name));
const prepared = needsHouse ? await prepare(size) : undefined;
for (const name of chosen) {
  process.stderr.write(`${name} …\n`);
  if (!prepared || Object.hasOwn(ownHouse, name)) {
    figures.push(...(await ownHouse[name]!(values.quick)));
    continue;
  }
  const sluice = await startSluice(prepared.dataDir);
  await sluice.settle();
  const watch = setInterval(() => (peakMb = Math.max(peakMb, peakMemoryMb(sluice.pid) ?? 0)), 250);
  try {
    const found = await parts[name]!({ prepared, sluice, scale: values.quick ? 0.2 : 1, seed: `${seed}${name}` });
    figures.push(...found);
  } catch (error) {
    figures.push({
      what: name,
      asked: "",
      reached: `failed: ${error instanceof Error ? error.message : String(error)}`,
      raw: "",
      holds: false,
    });
  } finally {
    clearInterval(watch);
    await sluice.stop();
  }
}
if (prepared) figures.push(figure("memory of Node in all of it, peak", peakMb, { under: 700 }, "MB"));

console.log(`${machine()}; ${new Date().toISOString().slice(0, 10)}`);
if (prepared) {
  const { facts, journeys, openDeals, ledgerRows } = prepared.counts;
  const count = (value: number) => value.toLocaleString("en-US");
  console.log(
    `In place: ${count(journeys)} journeys, ${count(openDeals)} open deals, ${count(facts)} facts, ${count(ledgerRows)} ledger rows.`,
  );
}
console.log(`\n${tableOf(figures)}`);
process.exitCode = figures.some((row) => row.reached.startsWith("failed")) ? 1 : 0;
