/** Something that runs beside the requests and has a place in `/healthz`: a reader of the ledger, the intake, the clock. */
export type Worker = {
  name: string;
  start(): void;
  /** Ends after the work at hand; nothing of it runs afterwards. */
  stop(): Promise<void>;
  /** How much is still waiting: ledger rows for a reader. */
  lag(): Promise<number>;
  /** What it stands at and retries, if anything. */
  error(): string | undefined;
};
