import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Bench } from "./part.ts";

type BoardAnswer = { stages: { id: string; cards: { contact: { email: string | null } | null }[] }[] };

/**
 * A screen as the app is one: it hears over the live line that something changed, asks for the board again, and a sent event counts as
 * seen once its card is in the answer. Every event is a stranger who gives an address; returns how long each took, ms. One that was pushed
 * out of the first hundred cards by newer ones before the screen looked is not in it.
 */
export async function watchBoard(
  { prepared, sluice, seed }: Bench,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number[]> {
  const token = readFileSync(path.join(prepared.dataDir, "admin.token"), "utf8").trim();
  const headers = { authorization: `Bearer ${token}`, "sluice-workspace": prepared.workspaceId };
  const sentAt = new Map<string, number>();
  const latenciesMs: number[] = [];
  const closed = new AbortController();
  let looking = false;
  let again = false;

  async function look(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    do {
      again = false;
      const answer = await fetch(`${sluice.url}/api/pipelines/${prepared.pipelineId}/board?limit=100`, { headers });
      const board = (await answer.json()) as BoardAnswer;
      const seen = performance.now();
      for (const card of board.stages.find((stage) => stage.id === "interest")!.cards) {
        const email = card.contact?.email ?? "";
        const sent = sentAt.get(email);
        if (sent === undefined) continue;
        sentAt.delete(email);
        latenciesMs.push(seen - sent);
      }
    } while (again);
    looking = false;
  }

  const line = await fetch(`${sluice.url}/api/live`, { headers, signal: closed.signal });
  const listening = (async () => {
    for await (const chunk of line.body!) if (Buffer.from(chunk).includes("event: change")) void look();
  })().catch(() => {});

  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const began = performance.now();
  const total = perSecond * seconds;
  const calls: Promise<void>[] = [];
  for (let index = 0; index < total; index += 1) {
    const due = began + (index * 1000) / perSecond - performance.now();
    if (due > 1) await sleep(due);
    const email = `${seed}-${index}@messung.example`;
    sentAt.set(email, performance.now());
    calls.push(
      post(agent, sluice.url, prepared.writeKey, {
        type: "identify",
        messageId: `${seed}-w${index}`,
        anonymousId: `${seed}-w${index}`,
        timestamp: new Date().toISOString(),
        traits: { email },
      }),
    );
  }
  await Promise.all(calls);
  for (let waited = 0; sentAt.size > 0 && waited < 5_000; waited += 50) await sleep(50);
  closed.abort();
  await listening;
  agent.destroy();
  return latenciesMs;
}

function post(agent: Agent, url: string, writeKey: string, body: object): Promise<void> {
  const { hostname, port } = new URL(url);
  const text = JSON.stringify(body);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
  };
  return new Promise((resolve, reject) => {
    const call = request({ agent, host: hostname, port, method: "POST", path: "/v1/i", headers }, (answer) => {
      answer.resume();
      answer.once("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error(`intake answered ${answer.statusCode}`))));
    });
    call.once("error", reject);
    call.end(text);
  });
}
