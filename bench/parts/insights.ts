import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { figure, percentile, say, type Figure } from "../figure.ts";
import type { Bench } from "../part.ts";

const dayMs = 86_400_000;

/** The numbers of the channel and of the Insights page, uncached: each call asks for another period; beside them the leanest SQL that answers the same. */
export async function insights({ prepared, sluice, scale }: Bench): Promise<Figure[]> {
  const repeats = Math.max(20, Math.round(60 * scale));
  const today = new Date().toISOString().slice(0, 10);
  const metrics = await timed(repeats, (index) =>
    sluice.api("GET", `/api/insights/metrics?from=${dayBefore(30 + index)}&to=${today}&pipelineId=${prepared.pipelineId}`),
  );
  const channel = await timed(repeats, () => sluice.api("GET", `/api/insights/channel?pipelineId=${prepared.pipelineId}`));

  const copy = path.join(prepared.dataDir, "bench-copy.duckdb");
  await sluice.stop();
  for (const name of duckFiles(prepared.dataDir))
    copyFileSync(path.join(prepared.dataDir, name), name.endsWith(".wal") ? `${copy}.wal` : copy);
  const raw = await rawQueries(copy, prepared, repeats);
  for (const file of [copy, `${copy}.wal`]) if (existsSync(file)) rmSync(file);
  return [
    figure("numbers of the Insights page, p95", percentile(metrics, 0.95), { under: 300 }, "ms", say(percentile(raw.metrics, 0.95), "ms")),
    figure("numbers of the channel, p95", percentile(channel, 0.95), { under: 300 }, "ms", say(percentile(raw.channel, 0.95), "ms")),
  ];
}

function duckFiles(dataDir: string): string[] {
  return readdirSync(dataDir, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.duckdb(\.wal)?$/.test(name) && !name.includes("postgres"),
  );
}

async function timed(times: number, work: (index: number) => Promise<unknown>): Promise<number[]> {
  for (let index = 0; index < 3; index += 1) await work(index);
  const tookMs: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const began = performance.now();
    await work(index);
    tookMs.push(performance.now() - began);
  }
  return tookMs;
}

async function rawQueries(
  file: string,
  { workspaceId, pipelineId }: Bench["prepared"],
  repeats: number,
): Promise<{ metrics: number[]; channel: number[] }> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const own = `workspace_id = '${workspaceId}'::uuid`;
  const now = Date.now();
  const metrics = await timed(repeats, async (index) => {
    const from = now - (30 + index) * dayMs;
    const before = from - (30 + index) * dayMs;
    await connection.runAndReadAll(
      `select lead_at >= ${from}, count(*) from contact where ${own} and lead_at >= ${before} and merged_into is null and (first_order_at is null or lead_at < first_order_at) group by 1`,
    );
    await connection.runAndReadAll(
      `select begun_at >= ${from}, count(*) filter (where outcome = 'won') / count(*) from deal where ${own} and pipeline_id = '${pipelineId}'::uuid and begun_at >= ${before} group by 1`,
    );
    await connection.runAndReadAll(
      `select closed_at >= ${from}, avg(value_minor), median(value_minor), avg(closed_at - begun_at), median(closed_at - begun_at) from deal where ${own} and pipeline_id = '${pipelineId}'::uuid and outcome = 'won' and closed_at >= ${before} group by 1`,
    );
  });
  const channel = await timed(repeats, () =>
    connection.runAndReadAll(`
      select stage_id, entered_at >= ${now - 90 * dayMs}, count(*), count(passed_at), median(passed_at - entered_at)
      from visit where ${own} and pipeline_id = '${pipelineId}'::uuid and first_time and entered_at >= ${now - 180 * dayMs} group by all`),
  );
  connection.closeSync();
  instance.closeSync();
  return { metrics, channel };
}

function dayBefore(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}
