import type { Outbox } from "./outbox.ts";

/** Flushes soon after something was written, and again when Sluice may be back. Its timers keep no process alive. */
export function createFlusher(outbox: Outbox, log: (message: string) => void, soonMs = 500) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function soon(ms = soonMs): void {
    if (stopped || timer) return;
    timer = setTimeout(() => void run(), ms);
    timer.unref();
  }

  async function run(): Promise<void> {
    timer = undefined;
    try {
      await outbox.flush();
    } catch (error) {
      log(`The outbox could not be worked off: ${error instanceof Error ? error.message : String(error)}`);
    }
    const waitMs = outbox.waitMs();
    if (waitMs > 0) soon(waitMs);
  }

  return {
    soon: () => soon(),
    flush: run,
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

export type Flusher = ReturnType<typeof createFlusher>;
