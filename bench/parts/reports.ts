import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { projectionFile } from "#insights/duck.ts";
import { writeProjection } from "../data/projection.ts";
import { figure, percentile, say, type Figure } from "../figure.ts";
import { runLoad } from "../load.ts";
import { openShop } from "../prepare.ts";
import { peakMemoryMb, startSluice, untilAtRest, type Sluice } from "../sluice.ts";

type Report = { what: string; path: (index: number) => string; under: number; raw?: string; times?: number };

const dayMs = 86_400_000;
const filters = [
  "",
  "&source=google",
  "&category=tea",
  "&customers=new",
  "&owner=seller-5",
  "&country=DE",
  "&minValue=5000&source=newsletter",
];

/** Every report over 1,000,000 deals and 6,000,000 stays, each call with other days or filters (nothing is remembered but forecasts); beside them the leanest SQL that answers the same. */
export async function reports(quick: boolean): Promise<Figure[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-reports-"));
  try {
    const shop = await openShop(dataDir);
    const counts = await writeProjection(dataDir, shop, quick ? 50_000 : 1_000_000);
    process.stderr.write(`  ${JSON.stringify(counts)}\n`);
    const raw = await rawTimes(dataDir);
    const sluice = await startSluice(dataDir);
    try {
      const ownMs = await timed(() => untilAtRest(sluice.pid));
      process.stderr.write(`  at rest after ${Math.round(ownMs / 1000)} s\n`);
      const found = await timeReports(sluice, shop.pipelineId, raw);
      found.push(...(await timePast(sluice)));
      const meanwhile = await timeOthers(sluice, shop, quick);
      return [...found, ...meanwhile, figure("Node's memory at its highest", peakMemoryMb(sluice.pid) ?? Number.NaN, { under: 900 }, "MB")];
    } finally {
      await sluice.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(`${dataDir}.log`, { force: true });
  }
}

function reportsOf(pipelineId: string): Report[] {
  const scope = (index: number) =>
    `from=${day(40 + index * 3)}&to=${day(index)}&pipelineId=${pipelineId}${filters[index % filters.length]}`;
  const quarter = (index: number) => `from=${day(90 + index)}&to=${day(index)}&pipelineId=${pipelineId}${filters[index % filters.length]}`;
  const year = (index: number) => `from=${day(365 + index)}&to=${day(index)}&pipelineId=${pipelineId}${filters[index % filters.length]}`;
  return [
    { what: "metrics of a month", path: (index) => `/api/insights/metrics?${scope(index)}`, under: 300, raw: "metrics" },
    { what: "metrics of a year by source", path: (index) => `/api/insights/metrics?${year(index)}&by=source`, under: 300 },
    {
      what: "channel",
      path: (index) => `/api/insights/channel?pipelineId=${pipelineId}${filters[index % filters.length]}`,
      under: 300,
      raw: "channel",
    },
    { what: "funnel of a quarter", path: (index) => `/api/insights/funnel?${quarter(index)}`, under: 300, raw: "funnel" },
    { what: "durations of a quarter", path: (index) => `/api/insights/durations?${quarter(index)}`, under: 300, raw: "durations" },
    { what: "where it jams", path: (index) => `/api/insights/jams?${quarter(index)}`, under: 1_000, raw: "jams", times: 10 },
    {
      what: "forecast of the quarter, asked first, with its backtest",
      path: (index) => `/api/insights/forecast?horizon=quarter&pipelineId=${pipelineId}${filters[index % filters.length]}`,
      under: 2_000,
      times: 4,
    },
    {
      what: "forecast of other days, the past known",
      path: (index) => `/api/insights/forecast?horizon=90d&until=${day(-20 - index)}&pipelineId=${pipelineId}`,
      under: 2_000,
      times: 6,
    },
  ];
}

async function timeReports(sluice: Sluice, pipelineId: string, raw: Map<string, number>): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { what, path: route, under, raw: name, times: repeats = 20 } of reportsOf(pipelineId)) {
    const times: number[] = [];
    for (let index = 0; index < repeats + 2; index += 1) {
      const began = performance.now();
      await sluice.api("GET", route(index));
      if (index >= 2) times.push(performance.now() - began);
    }
    const beside = name === undefined ? undefined : raw.get(name);
    process.stderr.write(`  ${what}: ${times.map(Math.round).join(" ")}\n`);
    figures.push(figure(`${what}, p95`, percentile(times, 0.95), { under }, "ms", beside === undefined ? "" : say(beside, "ms")));
  }
  return figures;
}

/** A past day: filling its tables once, then as the present. */
async function timePast(sluice: Sluice): Promise<Figure[]> {
  const ask = async (asOf: string, index: number) => {
    const began = performance.now();
    await sluice.api("GET", `/api/insights/metrics?from=${day(440 + index)}&to=${day(400)}&asOf=${asOf}`);
    return performance.now() - began;
  };
  const first = await ask(day(400), 0);
  const again: number[] = [];
  for (let index = 1; index < 12; index += 1) again.push(await ask(day(400), index));
  return [
    figure("metrics as of a day a year ago, asked first", first / 1000, { under: 10 }, "s"),
    figure("… asked again, p95", percentile(again, 0.95), { under: 300 }, "ms"),
  ];
}

/** How far behind the projection is at 2,000 events a second, and how long other requests wait while reports are worked out. */
async function timeOthers(
  sluice: Sluice,
  { writeKey, pipelineId }: { writeKey: string; pipelineId: string },
  quick: boolean,
): Promise<Figure[]> {
  const seconds = quick ? 5 : 30;
  const load = runLoad({
    url: sluice.url,
    writeKey,
    kind: "batch",
    batchSize: 50,
    connections: 4,
    events: 2_000 * seconds,
    warmUpEvents: 0,
    perSecond: 2_000,
    seed: `r${Date.now().toString(36)}`,
  });
  let under = true;
  const waits: number[] = [];
  const watching = (async () => {
    while (under) {
      const began = performance.now();
      await sluice.api("GET", "/api/pipelines");
      waits.push(performance.now() - began);
      await sleep(20);
    }
  })();
  const asking = (async () => {
    for (let index = 0; under; index += 1)
      await sluice.api("GET", reportsOf(pipelineId)[index % reportsOf(pipelineId).length]!.path(index));
  })();
  let result: Awaited<typeof load>;
  let behindMs: number;
  try {
    result = await load;
    await until(async () => (await lagOf(sluice, "inbound")) === 0);
    const ended = performance.now();
    await until(async () => (await lagOf(sluice, "insights")) === 0);
    behindMs = performance.now() - ended;
  } finally {
    under = false;
    await Promise.allSettled([watching, asking]);
  }
  return [
    figure("events a second that the load reached", (2_000 * seconds) / result.seconds, { atLeast: 1_900 }, "events/s"),
    figure("the projection behind 2,000 events/s, once all events are in the ledger", behindMs / 1000, { under: 2 }, "s"),
    figure("… answers other than 200", result.failed, { under: 1 }, "answers"),
    figure("other requests meanwhile, a report asked for at every moment, p95", percentile(waits, 0.95), { under: 100 }, "ms"),
  ];
}

/** The leanest SQL for the same answers, by hand, on a connection of its own. */
async function rawTimes(dataDir: string): Promise<Map<string, number>> {
  const instance = await DuckDBInstance.create(projectionFile(dataDir), { threads: "2", memory_limit: "256MB" });
  const connection = await instance.connect();
  const now = Date.now();
  const queries: Record<string, (index: number) => string[]> = {
    metrics: (index) => {
      const [from, to] = [now - (40 + index * 3) * dayMs, now - index * dayMs];
      const before = from - (to - from);
      return [
        `select lead_at >= ${from}, count(*) from contact where lead_at >= ${before} and lead_at < ${to} and (first_order_at is null or lead_at < first_order_at) group by 1`,
        `select begun_at >= ${from}, floor((coalesce(closed_at, ${now}) - begun_at) / 86400000), outcome, count(*) from deal where begun_at >= ${before} and begun_at < ${to} group by all`,
        `select closed_at >= ${from}, avg(value_minor), median(value_minor), avg(closed_at - begun_at), median(closed_at - begun_at) from deal where outcome = 'won' and closed_at >= ${before} and closed_at < ${to} group by 1`,
        `select closed_at >= ${from}, count(*) filter (where outcome = 'won'), count(*) from deal where closed_at >= ${before} and closed_at < ${to} group by 1`,
        `select count(*) from deal where begun_at < ${to} and (closed_at is null or closed_at >= ${to})`,
      ];
    },
    channel: () => [
      `select stage_id, entered_at >= ${now - 90 * dayMs}, count(*), count(passed_at), median(passed_at - entered_at) from visit where first_time and entered_at >= ${now - 180 * dayMs} group by all`,
    ],
    funnel: (index) => [
      `select stage_id, passed_at is not null as passed, lost_at is not null as lost, floor((coalesce(passed_at, lost_at, ${now}) - entered_at)::double / 3600000)::integer as age, count(*) from visit where first_time and entered_at >= ${now - (90 + index) * dayMs} group by all`,
      `select deal_id, min(entered_at) filter (where stage_id = 'interest') as a, min(entered_at) filter (where stage_id = 'evaluation') as b, min(entered_at) filter (where stage_id = 'decision') as c from visit where begun_at >= ${now - (90 + index) * dayMs} group by deal_id qualify row_number() over () = 1`,
    ],
    durations: (index) => [
      `select stage_id, left_at is null as open, floor((coalesce(left_at, ${now}) - entered_at)::double / 3600000)::integer as age, count(*) from visit where entered_at >= ${now - (90 + index) * dayMs} group by all`,
      "select stage_id, max(left_at - entered_at) from visit group by stage_id",
    ],
    jams: (index) => [
      `select stage_id, floor((${now - index * dayMs} - entered_at)::double / 7776000000)::integer as w, outcome, left_at is null as open, floor((coalesce(left_at, ${now}) - entered_at)::double / 86400000)::integer as age, count(*) from visit where entered_at >= ${now - (360 + index) * dayMs} group by all`,
    ],
  };
  const times = new Map<string, number>();
  for (const [name, of] of Object.entries(queries)) {
    const took: number[] = [];
    for (let index = 0; index < 12; index += 1) {
      const began = performance.now();
      for (const text of of(index)) await connection.runAndReadAll(text);
      if (index >= 2) took.push(performance.now() - began);
    }
    times.set(name, percentile(took, 0.95));
  }
  connection.closeSync();
  instance.closeSync();
  return times;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function day(before: number): string {
  return new Date(Date.now() - before * dayMs).toISOString().slice(0, 10);
}

async function lagOf(sluice: Sluice, name: string): Promise<number> {
  const { readers } = (await (await fetch(`${sluice.url}/healthz`)).json()) as { readers: { name: string; lag: number }[] };
  return readers.find((reader) => reader.name === name)?.lag ?? 0;
}

async function until(isThere: () => Promise<boolean>): Promise<void> {
  const latest = performance.now() + 120_000;
  while (!(await isThere())) {
    if (performance.now() > latest) throw new Error("It has not caught up within two minutes.");
    await sleep(10);
  }
}
