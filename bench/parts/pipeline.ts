import { figure, percentile, type Figure } from "../figure.ts";
import { runLoad } from "../load.ts";
import type { Bench } from "../part.ts";
import { watchBoard } from "../watch-board.ts";

/** From the request until deals are moved, in the ledger and projected; and from the request until the board shows it. */
export async function pipeline(bench: Bench): Promise<Figure[]> {
  const { prepared, sluice, scale, seed } = bench;
  const events = Math.round(150_000 * scale);
  const began = performance.now();
  const load = await runLoad({
    url: sluice.url,
    writeKey: prepared.writeKey,
    kind: "batch",
    batchSize: 100,
    connections: 4,
    events,
    warmUpEvents: 0,
    seed: `${seed}p`,
    perSecond: 0,
  });
  await sluice.settle();
  const sustained = events / ((performance.now() - began) / 1000);

  const pace = { perSecond: 200, seconds: Math.max(5, Math.round(30 * scale)) };
  const latenciesMs = await watchBoard(bench, pace);
  return [
    figure("events until moved, in the ledger and projected", sustained, { atLeast: 8_000 }, "events/s"),
    figure("… of these accepted in", load.seconds, null, "s"),
    figure("event to board at 200 events/s, p95", percentile(latenciesMs, 0.95), { under: 500 }, "ms"),
    figure("… p50", percentile(latenciesMs, 0.5), null, "ms"),
    figure("… seen before newer ones pushed them off the screen", (100 * latenciesMs.length) / (pace.perSecond * pace.seconds), null, "%"),
  ];
}
