import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Worker } from "./workers.ts";

export type Metrics = { registry: Registry; seen(method: string, route: string, status: number, seconds: number): void };

/** What `GET /metrics` shows: requests by route, what each worker has still to do, and the process itself. No label names a customer. */
export function createMetrics(workers: readonly Worker[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: "sluice_http_requests_total",
    help: "Requests answered",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "sluice_http_request_seconds",
    help: "Time to the answer",
    labelNames: ["method", "route"],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  new Gauge({
    name: "sluice_reader_lag",
    help: "What a reader has still to do: ledger rows, or waiting rows for `inbound`",
    labelNames: ["reader"],
    registers,
    async collect() {
      for (const worker of workers) this.set({ reader: worker.name }, await worker.lag());
    },
  });
  new Gauge({
    name: "sluice_reader_stopped",
    help: "1 while a reader stands still at a row that it cannot take",
    labelNames: ["reader"],
    registers,
    collect() {
      for (const worker of workers) this.set({ reader: worker.name }, worker.error() ? 1 : 0);
    },
  });
  return {
    registry,
    seen(method, route, status, took) {
      requests.inc({ method, route, status });
      seconds.observe({ method, route }, took);
    },
  };
}
