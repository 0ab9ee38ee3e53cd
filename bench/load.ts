import { fork } from "node:child_process";
import { Agent, request } from "node:http";
import { simulate, type Simulation } from "#demo/simulate.ts";

/** What the load generator is told; it runs in a process of its own. */
export type Load = {
  url: string;
  writeKey: string;
  /** `single`: one event a request to the short paths; `batch`: `/v1/batch`. */
  kind: "single" | "batch";
  batchSize: number;
  connections: number;
  events: number;
  /** Tells this load's people and events from those of others. */
  seed: string;
  /** Events a second; 0 for as fast as it goes. */
  perSecond: number;
  warmUpEvents: number;
};

export type LoadResult = { events: number; requests: number; failed: number; seconds: number; latenciesMs: number[] };

/** Runs a load in another process and gives what it measured after the warm-up. */
export function runLoad(load: Load): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [], { serialization: "advanced" });
    child.once("message", (result) => {
      resolve(result as LoadResult);
      child.disconnect();
    });
    child.once("error", reject);
    child.once("exit", (code) => code !== 0 && reject(new Error(`the load generator ended with ${code}`)));
    child.send(load);
  });
}

const paths: Record<string, string> = { track: "/v1/t", page: "/v1/p", identify: "/v1/i" };

/** The bodies are made before the clock starts, from the simulated shop: visitors, carts, checkouts and orders in the true mix. */
function bodiesOf({ kind, batchSize, events, seed }: Load): { path: string; body: Buffer }[] {
  const hourMs = 3_600_000;
  const openedMs = Math.floor(Date.now() / hourMs) * hourMs - 3 * hourMs;
  const simulation: Simulation = { seed, openedMs, visitorsPerDay: events * 8, timeZone: "UTC", language: "de", currency: "EUR" };
  const told = [];
  for (const event of simulate(simulation, openedMs, Number.POSITIVE_INFINITY)) {
    const own = `${seed}-`;
    const at = Math.min(Date.parse(event.timestamp), Date.now());
    told.push({
      ...event,
      messageId: own + event.messageId,
      anonymousId: own + event.anonymousId,
      timestamp: new Date(at).toISOString(),
      ...(event.userId && { userId: own + event.userId }),
      ...mail(event, own),
    });
    if (told.length === events) break;
  }
  if (kind === "single") return told.map((event) => ({ path: paths[event.type]!, body: Buffer.from(JSON.stringify(event)) }));
  const bodies = [];
  for (let from = 0; from < told.length; from += batchSize) {
    bodies.push({
      path: "/v1/batch",
      body: Buffer.from(JSON.stringify({ batch: told.slice(from, from + batchSize), sentAt: new Date().toISOString() })),
    });
  }
  return bodies;
}

function mail(event: { traits?: Record<string, unknown>; properties?: Record<string, unknown>; event?: string }, own: string): object {
  if (event.event === "Order Completed")
    return {
      properties: {
        ...event.properties,
        order_id: own + String(event.properties!["order_id"]),
        email: own + String(event.properties!["email"]),
      },
    };
  if (event.event === "Order Refunded" || event.event === "Order Cancelled")
    return { properties: { ...event.properties, order_id: own + String(event.properties!["order_id"]) } };
  return event.traits ? { traits: { ...event.traits, email: own + String(event.traits["email"]) } } : {};
}

async function generate(load: Load): Promise<LoadResult> {
  const bodies = bodiesOf({ ...load, events: load.events + load.warmUpEvents });
  const perRequest = load.kind === "single" ? 1 : load.batchSize;
  const warmUp = Math.ceil(load.warmUpEvents / perRequest);
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const url = new URL(load.url);
  const headers = { "content-type": "application/json", authorization: `Basic ${Buffer.from(`${load.writeKey}:`).toString("base64")}` };
  const latenciesMs: number[] = [];
  let failed = 0;

  const send = ({ path, body }: { path: string; body: Buffer }) =>
    new Promise<void>((resolve) => {
      const began = performance.now();
      const done = (status: number) => {
        latenciesMs.push(performance.now() - began);
        if (status !== 200) failed += 1;
        resolve();
      };
      const call = request(
        { agent, host: url.hostname, port: url.port, method: "POST", path, headers: { ...headers, "content-length": body.length } },
        (answer) => {
          answer.resume();
          answer.once("end", () => done(answer.statusCode ?? 0));
        },
      );
      call.once("error", () => done(0));
      call.end(body);
    });

  /** Each caller takes the next body as soon as its answer is there, or at the body's time when a pace is asked for. */
  const run = async (list: typeof bodies) => {
    let next = 0;
    const began = performance.now();
    const caller = async () => {
      for (let index = next++; index < list.length; index = next++) {
        if (load.perSecond > 0) {
          const due = began + (index * perRequest * 1000) / load.perSecond - performance.now();
          if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
        }
        await send(list[index]!);
      }
    };
    await Promise.all(Array.from({ length: load.connections }, caller));
    return (performance.now() - began) / 1000;
  };

  await run(bodies.slice(0, warmUp));
  latenciesMs.length = 0;
  failed = 0;
  const seconds = await run(bodies.slice(warmUp));
  agent.destroy();
  const requests = bodies.length - warmUp;
  return { events: load.events, requests, failed, seconds, latenciesMs };
}

if (process.send) {
  process.once("message", (load) => {
    void generate(load as Load).then((result) => process.send!(result));
  });
}
