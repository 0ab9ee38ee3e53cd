import { Agent, request } from "node:http";
import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { figure, percentile, say, type Figure } from "../figure.ts";
import type { Bench } from "../part.ts";

/** The board as a screen asks for it, and moves of cards: one after the other, and from sixteen people at once; plain SQL beside them. */
export async function board({ prepared, sluice, scale }: Bench): Promise<Figure[]> {
  const token = readFileSync(path.join(prepared.dataDir, "admin.token"), "utf8").trim();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const call = (method: string, route: string, body?: object) => ask(agent, sluice.port, method, route, token, body);
  const route = `/api/pipelines/${prepared.pipelineId}/board?limit=50`;
  const repeats = Math.max(50, Math.round(300 * scale));

  await timed(30, () => call("GET", route));
  const boards = await timed(repeats, () => call("GET", route));

  const ids: string[] = [];
  for (let offset = 0; ids.length < 3_000; offset += 100) {
    const page = JSON.parse(
      await call("GET", `/api/pipelines/${prepared.pipelineId}/stages/awareness/cards?offset=${offset}&limit=100`),
    ) as { cards: { id: string }[] };
    if (page.cards.length === 0) break;
    ids.push(...page.cards.map((card) => card.id));
  }
  let moved = 0;
  const move = () => {
    const index = moved++;
    const stageId = Math.floor(index / ids.length) % 2 === 0 ? "interest" : "awareness";
    return call("PUT", `/api/deals/${ids[index % ids.length]!}/stage`, { stageId });
  };
  await timed(30, move);
  const moves = await timed(repeats, move);

  const total = Math.round(9_000 * scale) + 500;
  const began = performance.now();
  let left = total;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (left-- > 0) await move();
    }),
  );
  const together = total / ((performance.now() - began) / 1000);
  agent.destroy();
  await sluice.settle();

  const raw = await rawSql(path.join(prepared.dataDir, "socket"), prepared.workspaceId, prepared.pipelineId);
  return [
    figure(
      "board, 6 stages of 50 cards, counts and sums, p50",
      percentile(boards, 0.5),
      { under: 10 },
      "ms",
      `${say(raw.list, "ms")} for one plain list`,
    ),
    figure("… p95", percentile(boards, 0.95), { under: 30 }, "ms", `${say(raw.count, "ms")} to count and sum the open deals`),
    figure("move, p50", percentile(moves, 0.5), { under: 5 }, "ms", `${say(raw.update, "ms")} for one plain update`),
    figure("… p95", percentile(moves, 0.95), { under: 15 }, "ms"),
    figure("moves with 16 callers", together, { atLeast: 1_500 }, "moves/s"),
  ];
}

async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const tookMs: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const began = performance.now();
    await work();
    tookMs.push(performance.now() - began);
  }
  return tookMs;
}

function ask(agent: Agent, port: number, method: string, route: string, token: string, body: object | undefined): Promise<string> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(text !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const call = request({ agent, host: "127.0.0.1", port, method, path: route, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("end", () => {
        const said = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(said);
        else reject(new Error(`${method} ${route}: ${answer.statusCode} ${said.slice(0, 200)}`));
      });
    });
    call.once("error", reject);
    call.end(text);
  });
}

/** The same rows without Sluice: one column's first cards, one card's update with its commit, and counting instead of keeping; medians. */
async function rawSql(host: string, workspaceId: string, pipelineId: string): Promise<{ list: number; update: number; count: number }> {
  const client = new pg.Client({ host, user: "sluice", database: "sluice" });
  await client.connect();
  const open = "workspace_id = $1 and pipeline_id = $2 and outcome = 'open'";
  const { rows } = await client.query<{ id: string }>(`select id from deal where ${open} and stage_id = 'awareness' limit 200`, [
    workspaceId,
    pipelineId,
  ]);
  const list = await timed(200, () =>
    client.query({
      name: "list",
      text: `select * from deal where ${open} and stage_id = 'awareness' order by stage_entered_at desc, id limit 50`,
      values: [workspaceId, pipelineId],
    }),
  );
  let next = 0;
  const update = await timed(200, () =>
    client.query({
      name: "update",
      text: "update deal set hint = hint where workspace_id = $1 and id = $2",
      values: [workspaceId, rows[next++ % rows.length]!.id],
    }),
  );
  const count = await timed(10, () =>
    client.query({
      name: "count",
      text: `select stage_id, count(*), sum(value_minor) from deal where ${open} group by stage_id`,
      values: [workspaceId, pipelineId],
    }),
  );
  await client.end();
  return { list: percentile(list, 0.5), update: percentile(update, 0.5), count: percentile(count, 0.5) };
}
