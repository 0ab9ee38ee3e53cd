import type { Outbox } from "./outbox.ts";

/** Flushes soon after something was written, and again when Sluice may be back. Its timers keep no process alive. */
export function createFlusher(outbox: Outbox, log: (message: string) => void, soonMs = 500) {
  let timer: NodeJS.Timeout | undefined;
  let dueAtMs = Number.POSITIVE_INFINITY;
  let stopped = false;

  /** The earliest of what was asked for counts: while Sluice is away, what is new is still read at once. */
  function runIn(ms: number): void {
    const atMs = Date.now() + ms;
    if (stopped || atMs >= dueAtMs) return;
    clearTimeout(timer);
    dueAtMs = atMs;
    timer = setTimeout(() => void run(), ms);
    timer.unref();
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    dueAtMs = Number.POSITIVE_INFINITY;
    try {
      await outbox.flush();
    } catch (error) {
      log(`The outbox could not be worked off: ${error instanceof Error ? error.message : String(error)}`);
    }
    const waitMs = outbox.waitMs();
    if (waitMs > 0) runIn(waitMs);
  }

  return {
    soon: () => runIn(soonMs),
    flush: run,
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

export type Flusher = ReturnType<typeof createFlusher>;
