import { readFileSync } from "node:fs";
import path from "node:path";
import { figure, type Figure } from "../figure.ts";
import type { Bench } from "../part.ts";

/** All of the workspace as JSON Lines and Parquet, and the list of its deals as CSV and as a workbook; the bytes are thrown away. */
export async function out({ prepared, sluice }: Bench): Promise<Figure[]> {
  const token = readFileSync(path.join(sluice.dataDir, "admin.token"), "utf8").trim();
  const take = async (route: string): Promise<{ seconds: number; megabytes: number }> => {
    const began = performance.now();
    const answer = await fetch(sluice.url + route, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok || !answer.body) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    let bytes = 0;
    for await (const chunk of answer.body) bytes += chunk.length;
    return { seconds: (performance.now() - began) / 1000, megabytes: bytes / 1e6 };
  };
  const whole = await take("/api/exports/workspace");
  const csv = await take("/api/exports/deals?outcome=all");
  const xlsx = await take("/api/exports/deals?outcome=all&format=xlsx");
  const journeys = prepared.counts.journeys.toLocaleString("en-US");
  return [
    figure(`export of the workspace, JSON Lines and Parquet (${Math.round(whole.megabytes)} MB)`, whole.seconds, { under: 60 }, "s"),
    figure(`${journeys} deals as CSV (${Math.round(csv.megabytes)} MB)`, csv.seconds, { under: 60 }, "s"),
    figure(`${journeys} deals as XLSX (${Math.round(xlsx.megabytes)} MB)`, xlsx.seconds, { under: 120 }, "s"),
  ];
}
