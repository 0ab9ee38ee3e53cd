import { DuckDBInstance } from "@duckdb/node-api";
import { duckOf } from "#base/duck.ts";
import { readFigures, readGroups } from "#insights/figures.ts";
import { readGates } from "#insights/channel.ts";
import { periodOf, previousPeriod } from "#insights/period.ts";
const inst = await DuckDBInstance.create("/tmp/proj/insights.duckdb", {
  threads: "2",
  memory_limit: "256MB",
  preserve_insertion_order: "false",
});
const c = await inst.connect();
const d0 = duckOf(c);
const log: [string, number][] = [];
const duck = {
  ...d0,
  async rows(t: string, v?: any) {
    const b = performance.now();
    const r = await d0.rows(t, v);
    log.push([t.replace(/\s+/g, " ").slice(0, 200) + " → " + r.length, performance.now() - b]);
    return r as any;
  },
};
const tz = "Europe/Berlin";
const day = (n: number) => new Date(Date.now() - n * 864e5).toISOString().slice(0, 10);
const pid = "01890000-0000-7000-8000-000000000002";
for (let k = 0; k < 3; k++) {
  const period = periodOf({ from: day(365 + k), to: day(k) }, tz, Date.now(), 0);
  const scope = {
    workspaceId: "01890000-0000-7000-8000-000000000001",
    timeZone: tz,
    currency: "EUR",
    period,
    fromMs: period.fromMs,
    toMs: period.toMs,
    pipelineId: pid,
    onlyPipeline: true,
    where: k === 2 ? { source: "google" } : {},
    seenMs: Date.now(),
    atMs: Date.now(),
    seq: 0,
    factors: [{ currency: "EUR", fromMs: Number.MIN_SAFE_INTEGER, factor: 1 }],
  } as any;
  log.length = 0;
  let b = performance.now();
  await readFigures(duck as any, scope, previousPeriod(period, tz));
  console.log("figures", performance.now() - b);
  b = performance.now();
  await readGroups(duck as any, scope, { by: "source" }, 100);
  console.log("groups", performance.now() - b);
  b = performance.now();
  await readGates(duck as any, scope, {
    pipelineId: pid,
    gates: [{ from: "awareness", to: "interest", entered: "awareness" }],
    fromMs: Date.now() - 180 * 864e5,
    splitMs: Date.now() - 90 * 864e5,
    toMs: Date.now(),
  });
  console.log("gates", performance.now() - b);
  if (k >= 1) for (const [t, ms] of log) console.log(Math.round(ms), t);
}
c.closeSync();
inst.closeSync();
