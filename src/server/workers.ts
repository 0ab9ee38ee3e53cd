/** What runs beside the requests: a reader of the ledger, or the worker of the intake's queue. Rooms make them, `workersOf` lists them. */
export type Worker = {
  name: string;
  start(): void;
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
  /** How much it has still to do: ledger rows, or waiting rows of the inbox; all settled means 0 everywhere. */
  lag(): Promise<number>;
  /** The sentence of what stopped it, until it goes on. */
  error(): string | undefined;
};

export type WorkerState = { name: string; lag: number; error?: string };

export function stateOf(workers: readonly Worker[]): Promise<WorkerState[]> {
  return Promise.all(
    workers.map(async (worker) => {
      const error = worker.error();
      return {
        name: worker.name,
        lag: await worker.lag(),
        ...(error === undefined ? {} : { error: error.split("\n", 1)[0]!.slice(0, 300) }),
      };
    }),
  );
}
