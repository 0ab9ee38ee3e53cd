import path from "node:path";
import { figure, percentile, say, type Figure } from "../figure.ts";
import { runLoad, type Load } from "../load.ts";
import type { Bench } from "../part.ts";
import { startRawIntake } from "../raw-intake.ts";

/** Accepted on disk: how many events are answered, as single requests and in batches, beside the least that could be called an intake. */
export async function intake({ prepared, sluice, scale, seed }: Bench): Promise<Figure[]> {
  const { dataDir, writeKey } = prepared;
  const common = { writeKey, batchSize: 100, perSecond: 0 };
  const single: Load = {
    ...common,
    url: sluice.url,
    kind: "single",
    connections: 64,
    events: Math.round(60_000 * scale),
    warmUpEvents: Math.round(5_000 * scale),
    seed: `${seed}s`,
  };
  const batch: Load = {
    ...common,
    url: sluice.url,
    kind: "batch",
    connections: 8,
    events: Math.round(150_000 * scale),
    warmUpEvents: Math.round(10_000 * scale),
    seed: `${seed}b`,
  };

  const raw = await startRawIntake({ host: path.join(dataDir, "socket"), user: "sluice", database: "sluice" });
  const rawSingle = await runLoad({ ...single, url: raw.url });
  const rawBatch = await runLoad({ ...batch, url: raw.url });
  raw.stop();

  const singles = await runLoad(single);
  await sluice.settle();
  const batches = await runLoad(batch);
  await sluice.settle();
  const failed = singles.failed + batches.failed;
  return [
    figure(
      "accepted on disk, single events, 64 connections",
      singles.requests / singles.seconds,
      { atLeast: 5_000 },
      "requests/s",
      say(rawSingle.requests / rawSingle.seconds, "requests/s"),
    ),
    figure("… p99", percentile(singles.latenciesMs, 0.99), { under: 60 }, "ms", say(percentile(rawSingle.latenciesMs, 0.99), "ms")),
    figure(
      "accepted on disk, batches of 100",
      batches.events / batches.seconds,
      { atLeast: 15_000 },
      "events/s",
      say(rawBatch.events / rawBatch.seconds, "events/s"),
    ),
    figure("… answers other than 200", failed, { under: 1 }, "answers"),
  ];
}
