import { figure, say, type Figure } from "../figure.ts";
import { runLoad } from "../load.ts";
import type { Bench } from "../part.ts";
import { prepare, smallSize } from "../prepare.ts";
import { startSluice, type Sluice } from "../sluice.ts";

/** What an event costs in a small house and in this one. */
export async function flat({ prepared, sluice, scale, seed }: Bench): Promise<Figure[]> {
  const events = Math.max(5_000, Math.round(40_000 * scale));
  const big = await costOf(sluice, prepared.writeKey, events, `${seed}f`);
  const small = await prepare(smallSize);
  const little = await startSluice(small.dataDir);
  const base = await costOf(little, small.writeKey, events, `${seed}f`);
  await little.stop();
  const what = `cost of an event with ${prepared.counts.facts.toLocaleString("en-US")} facts against ${small.counts.facts.toLocaleString("en-US")}`;
  return [
    figure(what, big / base, { under: 1.5 }, "×", `${say(base * 1000, "µs")} in the small house, ${say(big * 1000, "µs")} in this one`),
  ];
}

/** Milliseconds an event takes until everything has settled, measured after the same number of events to warm up. */
async function costOf(sluice: Sluice, writeKey: string, events: number, seed: string): Promise<number> {
  const load = { url: sluice.url, writeKey, kind: "batch" as const, batchSize: 100, connections: 4, events, warmUpEvents: 0, perSecond: 0 };
  await runLoad({ ...load, seed: `${seed}0` });
  await sluice.settle();
  const began = performance.now();
  await runLoad({ ...load, seed: `${seed}1` });
  await sluice.settle();
  return (performance.now() - began) / events;
}
