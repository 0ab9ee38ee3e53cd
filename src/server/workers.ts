/** What runs beside the requests: a reader of the ledger, the intake's queue, the demo shop. Rooms make them, `rooms.ts` lists them. */
export type Worker = {
  name: string;
  start(): void | Promise<void>;
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
  /** How much it has still to do: ledger rows, or waiting rows for `inbound`; all settled means 0 everywhere. */
  lag(): Promise<number>;
  /** What it stands at and retries, if anything. */
  error(): string | { message: string } | null | undefined;
};

export type WorkerState = { name: string; lag: number; error?: string };

export function statesOf(workers: readonly Worker[]): Promise<WorkerState[]> {
  return Promise.all(
    workers.map(async (worker) => {
      const error = worker.error();
      const message = typeof error === "object" ? error?.message : error;
      return { name: worker.name, lag: await worker.lag(), ...(message ? { error: message.split("\n", 1)[0]!.slice(0, 300) } : {}) };
    }),
  );
}

/** Starts them all; returns what stops them all. */
export async function startWorkers(workers: readonly Worker[]): Promise<() => Promise<void>> {
  await Promise.all(workers.map((worker) => worker.start()));
  return async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
}
