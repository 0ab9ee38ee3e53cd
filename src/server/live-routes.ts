import { createRoute } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import type { LiveChange } from "#workspaces/contract.ts";
import { actorOf, allow, house } from "#workspaces/http.ts";
import type { ResolveActor } from "./actor.ts";
import type { Live } from "./live.ts";

const heartbeatMs = 20_000;

/** `GET /api/live`: server-sent events `change` (see `LiveChange`), and a heartbeat that also looks whether the watcher may still watch. */
export function liveRoutes(live: Live, resolve: ResolveActor) {
  const route = createRoute({
    method: "get",
    path: "/api/live",
    summary: "What changes, as it changes",
    middleware: allow("deals.view"),
    responses: { 200: { description: "server-sent events `change`; data is a LiveChange", content: { "text/event-stream": {} } } },
  });
  return house().openapi(route, async (c) => {
    const { workspaceId } = actorOf(c);
    const feed = createFeed();
    const leave = await live.join(workspaceId, feed);
    c.header("x-accel-buffering", "no");
    return streamSSE(c, async (stream) => {
      const timer = setInterval(() => {
        feed.beat();
        resolve(c).then(
          (actor) => actor?.workspaceId !== workspaceId && feed.end(),
          () => feed.end(),
        );
      }, heartbeatMs);
      stream.onAbort(() => feed.end());
      try {
        await stream.write("retry: 1000\n: welcome\n\n");
        for await (const change of feed.changes()) {
          if (stream.aborted) break;
          await (change
            ? stream.writeSSE({ event: "change", id: String(change.seq), data: JSON.stringify(change) })
            : stream.write(": still here\n\n"));
        }
      } finally {
        clearInterval(timer);
        leave();
      }
    });
  });
}

/** Holds what a screen has not been sent yet, as one change however long it takes; null is a heartbeat. */
function createFeed() {
  let waiting: LiveChange | undefined;
  let beat = false;
  let ended = false;
  let wake = () => {};
  return {
    send(change: LiveChange) {
      waiting = waiting ? merge(waiting, change) : change;
      wake();
    },
    beat() {
      beat = true;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *changes(): AsyncGenerator<LiveChange | null> {
      while (!ended) {
        if (waiting) {
          const change = waiting;
          waiting = undefined;
          beat = false;
          yield change;
        } else if (beat) {
          beat = false;
          yield null;
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

const idLimit = 200;

function merge(a: LiveChange, b: LiveChange): LiveChange {
  const both = (key: "deals" | "contacts" | "pipelines" | "sources") => [...new Set([...a[key], ...b[key]])];
  const [deals, contacts] = [both("deals"), both("contacts")];
  const more = a.more || b.more || deals.length > idLimit || contacts.length > idLimit;
  return {
    seq: b.seq,
    deals: deals.slice(0, idLimit),
    contacts: contacts.slice(0, idLimit),
    pipelines: both("pipelines"),
    sources: both("sources"),
    duplicates: a.duplicates || b.duplicates,
    more,
  };
}
